import { type Catalog, type RunSql, readCatalog } from './catalog.ts'
import { byBytes, type Contract } from './contract.ts'
import { readFunction } from './function.ts'
import { refuseLeaks } from './never-null.ts'
import { raisedErrors } from './raises.ts'
import { ContractRefused, type Refusal, type Refuse } from './refusal.ts'
import {
  refuseIdleCodes,
  refuseMissingRoles,
  refuseOverloads,
  refuseUnknownCodes,
  refuseUnknownElements,
} from './rules.ts'
import { typeReader } from './types.ts'

/** What was read from a database. */
export interface Reading {
  readonly contract: Contract
}

/**
 * Reads the contract of the deployed functions. Any role that can read the catalog and
 * `headgate_private.error_catalog` will do.
 *
 * @throws NoHeadgate when nothing is deployed; ContractRefused with every reason when functions cannot be
 * represented honestly.
 */
export async function introspect(run: RunSql): Promise<Reading> {
  const catalog = await readCatalog(run)
  const refusals: Refusal[] = []
  const refuse: Refuse = (subject, message, hint) => refusals.push({ subject, message, hint })
  const reading = await readContract(catalog, refuse)
  if (refusals.length > 0) throw new ContractRefused(refusals)
  return reading
}

async function readContract(catalog: Catalog, refuse: Refuse): Promise<Reading> {
  const types = typeReader(catalog, refuse)
  const raised = await raisedErrors(catalog, refuse)
  await refuseLeaks(catalog, refuse)
  const rows = catalog.functions
    .filter(({ schema }) => schema === 'headgate')
    .sort((a, b) => byBytes(a.name, b.name))
  refuseOverloads(rows, refuse)
  refuseMissingRoles(catalog, refuse)
  const functions = rows.flatMap((row) => {
    const errors = [...(raised.codes.get(`headgate.${row.name}`) ?? [])].sort(byBytes)
    const read = readFunction(row, { types, refuse, errors })
    return read ? [read] : []
  })
  refuseUnknownCodes(functions, catalog, refuse)
  refuseUnknownElements(functions, types.composites, refuse)
  refuseIdleCodes(raised.codes, catalog, refuse)
  const named = <T extends { readonly name: string }>(list: Iterable<T>) =>
    [...list].sort((a, b) => byBytes(a.name, b.name))
  const errors = [...catalog.errors]
    .sort((a, b) => byBytes(a.sqlstate, b.sqlstate))
    .map((error) => ({ ...error, ...(raised.said.get(error.sqlstate) ?? { messages: [], details: [] }) }))
  const domains = named(types.domains.values())
  const composites = named(types.composites.values())
  const enums = named(types.enums.values())
  const some = composites.length > 0 ? { composites } : {}
  return { contract: { format: 1, functions, domains, enums, ...some, errors } }
}
