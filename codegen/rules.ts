import { type Catalog, type FunctionRow, groupRoles } from './catalog.ts'
import type { ContractFunction, TypeName } from './contract.ts'
import type { Refuse } from './refusal.ts'

// Rules over the contract as a whole.

/** Two functions of one name; the rows are in the order of their names. */
export function refuseOverloads(rows: readonly FunctionRow[], refuse: Refuse): void {
  for (const [i, { name }] of rows.entries()) {
    if (rows[i + 1]?.name === name && rows[i - 1]?.name !== name) {
      refuse(
        `headgate.${name}`,
        'is overloaded',
        'Keep one function of this name; use defaults for optional arguments.',
      )
    }
  }
}

/** A group role that deployment did not create. */
export function refuseMissingRoles(catalog: Catalog, refuse: Refuse): void {
  for (const role of groupRoles) {
    if (!catalog.roles.includes(role))
      refuse(role, 'does not exist', 'Deploy first: deployment creates the group roles.')
  }
}

/** SQLSTATEs that are raised, but of which the registry knows nothing. */
export function refuseUnknownCodes(
  functions: readonly ContractFunction[],
  catalog: Catalog,
  refuse: Refuse,
): void {
  const known = new Set(catalog.errors.map(({ sqlstate }) => sqlstate))
  const unknown = new Set(functions.flatMap(({ errors }) => errors).filter((code) => !known.has(code)))
  for (const code of unknown) {
    const where = functions.filter(({ errors }) => errors.includes(code)).map(({ name }) => name)
    refuse(
      code,
      `is raised by ${where.join(', ')} but not registered`,
      'Add a row to headgate_private.error_catalog.',
    )
  }
}

/** Elements of bulk arguments that no function describes. */
export function refuseUnknownElements(
  functions: readonly ContractFunction[],
  composites: ReadonlyMap<TypeName, unknown>,
  refuse: Refuse,
): void {
  for (const { name, arguments: list } of functions) {
    for (const { name: argument, elements, type } of list) {
      if (elements === undefined) continue
      const subject = `headgate.${name}(${argument})`
      const handler = functions.find((it) => it.name === elements)
      const isPlain = (it: ContractFunction['arguments'][number]) =>
        it.elements === undefined && !composites.has(it.type.replaceAll('[]', ''))
      if (handler === undefined || !handler.arguments.every(isPlain)) {
        refuse(
          subject,
          `has @each ${elements}, which is no public function of plain arguments`,
          'Name the function that handles one element.',
        )
      } else if (type !== 'pg_catalog.jsonb')
        refuse(subject, 'has @each but is not jsonb', 'Make it a jsonb array.')
    }
  }
}

/** What the registry knows and nobody raises, not even a trigger or a private function. */
export function refuseIdleCodes(
  raised: ReadonlyMap<string, ReadonlySet<string>>,
  catalog: Catalog,
  refuse: Refuse,
): void {
  const known = new Set([...raised.values()].flatMap((codes) => [...codes]))
  for (const { sqlstate, name } of catalog.errors) {
    if (known.has(sqlstate)) continue
    refuse(sqlstate, `${name} is registered, but nothing raises it`, 'Take it out of the seeds, or raise it.')
  }
}
