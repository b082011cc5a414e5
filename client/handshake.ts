import * as z from 'zod'
import { ContractMismatch, HeadgateError, PermissionDenied } from './errors.ts'
import { permissionDenied } from './refusals.ts'
import type { FunctionSpec, Row, Transport } from './transport.ts'
import { column } from './values.ts'

const getContract: FunctionSpec = {
  name: 'get_contract',
  returns: 'many',
  scalar: false,
  readonly: true,
  roles: [],
  parameters: {},
  columns: {
    name: { name: 'function_name', type: 'text', nullable: false },
    fingerprint: { name: 'fingerprint', type: 'text', nullable: false },
  },
  errors: {},
  args: z.strictObject({}),
  row: z.object({ name: column.text, fingerprint: column.text }),
}

/** What is under way with each database, or over: `true` when both sides hold the same contract. */
const handshakes = new WeakMap<object, Promise<void> | true>()

/**
 * Asks the database which contract it holds, once before the first call; undefined when that is done.
 *
 * The promise rejects with ContractMismatch, which names the functions that differ, or as the question failed; then
 * the next call asks again.
 */
export function handshake(transport: Transport, spec: FunctionSpec): Promise<void> | undefined {
  const { database } = transport
  if (database === undefined || spec.fingerprints === undefined) return undefined
  const known = handshakes.get(database)
  if (known === true) return undefined
  if (known !== undefined) return known
  const asking = ask(transport, spec, spec.fingerprints).then(
    () => void handshakes.set(database, true),
    (error: unknown) => {
      handshakes.delete(database)
      throw error
    },
  )
  handshakes.set(database, asking)
  return asking
}

/** After a call that the server could not make sense of: throws a mismatch that names functions, if it can be had. */
export async function shakeHandsAgain(transport: Transport, spec: FunctionSpec): Promise<void> {
  if (transport.database !== undefined) handshakes.delete(transport.database)
  await handshake(transport, spec)?.catch((error: unknown) => {
    if (error instanceof ContractMismatch && error.functions.length > 0) throw error
  })
}

async function ask(
  transport: Transport,
  spec: FunctionSpec,
  own: Readonly<Record<string, string>>,
): Promise<void> {
  const rows = await transport.call({ function: getContract, arguments: [] }).catch((error: unknown) => {
    throw error instanceof HeadgateError ? explained(error, spec) : error
  })
  const differing = differences(own, rows)
  if (differing.length === 0) return
  const names = differing.map((name) => `headgate.${name}`).join(', ')
  throw new ContractMismatch({
    function: spec.name,
    functions: differing,
    sqlstate: '',
    message: `The database holds another contract than this client: ${names} ${differing.length === 1 ? 'is' : 'are'} not what the client was generated from.`,
    hint: 'Deploy the version of Headgate that this client belongs to, or use the client of the version deployed there.',
  })
}

/** Who may call nothing may not ask either: he is told of the function that he wanted to call. */
function explained(error: HeadgateError, spec: FunctionSpec): HeadgateError {
  return error instanceof PermissionDenied ? permissionDenied(spec, error.message, error) : error
}

function differences(own: Readonly<Record<string, string>>, rows: readonly Row[]): string[] {
  const theirs = new Set(rows.map(({ name, fingerprint }) => `${name} ${fingerprint}`))
  return Object.entries(own).flatMap(([name, mine]) => (theirs.has(`${name} ${mine}`) ? [] : [name]))
}
