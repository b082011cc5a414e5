import type * as z from 'zod'
import { asIs } from './as-is.ts'
import { type CallError, ContractMismatch, HeadgateError, InvalidArguments, type Issue } from './errors.ts'
import { handshake, shakeHandsAgain } from './handshake.ts'
import { onceFor } from './once-for.ts'
import { pathOf } from './path.ts'
import { invalidResult } from './rows.ts'
import { textOfTimestamp } from './timestamp.ts'
import type { Argument, FunctionSpec, Parameter, Row, Transport } from './transport.ts'

declare const failure: unique symbol

/** The promise of a call; its type also carries what the call can fail with, for {@link attempt}. */
export interface Call<T, E> extends Promise<T> {
  readonly [failure]?: E
}

/** An outcome as a value. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E }

/**
 * Turns the exception of a call into a value of its closed union of errors, so that a `switch` over
 * `error.code` is checked for completeness.
 *
 * @throws what is not a {@link HeadgateError}: a fault of the program, not an outcome of the call.
 */
export async function attempt<T, E>(call: Call<T, E>): Promise<Result<T, E | CallError>> {
  try {
    return { ok: true, value: await call }
  } catch (error) {
    if (error instanceof HeadgateError) return { ok: false, error: error as HeadgateError & E }
    throw error
  }
}

/**
 * Checks the arguments, sends the call, checks the answer. Generated functions are typed fronts of this.
 *
 * @throws HeadgateError of a class named in the function's own documentation.
 */
export async function invoke(transport: Transport, spec: FunctionSpec, args: unknown): Promise<unknown> {
  const call = { function: spec, arguments: checkedArguments(spec, args) }
  const unchecked = handshake(transport, spec)
  if (unchecked !== undefined) await unchecked
  try {
    return answer(spec, await transport.call(call))
  } catch (error) {
    if (error instanceof ContractMismatch) await shakeHandsAgain(transport, spec)
    throw error
  }
}

function checkedArguments(spec: FunctionSpec, args: unknown): readonly Argument[] {
  const given = new Map(Object.entries(passedArguments(spec, args)))
  return Object.entries(spec.parameters).flatMap(([key, parameter]) => {
    const value: unknown = given.get(key)
    return value === undefined ? [] : [{ key, parameter, value: inSqlNames(parameter, value) }]
  })
}

function passedArguments(spec: FunctionSpec, args: unknown): object {
  if (asIs(spec.args)(args)) return args as object
  const checked = spec.args.safeParse(args)
  if (checked.success) return checked.data as object
  throw new InvalidArguments({
    function: spec.name,
    issues: issuesOf(checked.error),
    hint: `See the documentation of headgate.${spec.name} for its arguments and their units.`,
  })
}

/** Objects inside a jsonb array go by SQL names too. */
function inSqlNames({ elements }: Parameter, value: unknown): unknown {
  if (elements === undefined || !Array.isArray(value)) return value
  const names = sqlNames(elements)
  return value.map((item: Readonly<Record<string, unknown>>) => {
    const named: Record<string, unknown> = {}
    for (const { key, name, type } of names) {
      const member = item[key]
      if (member !== undefined) named[name] = type === 'timestamptz' ? timestampText(member) : member
    }
    return named
  })
}

/** The server reads no other form of years beyond 9999. */
const timestampText = (member: unknown): unknown =>
  member instanceof Date ? textOfTimestamp(member) : member

/** The parameter names without their `p_`. */
const sqlNames = onceFor((elements: NonNullable<Parameter['elements']>) =>
  Object.entries(elements).map(([key, { name, type }]) => ({ key, name: name.replace(/^p_/, ''), type })),
)

function answer(spec: FunctionSpec, rows: readonly Row[]): unknown {
  switch (spec.returns) {
    case 'none':
      return undefined
    case 'many':
      return rows.map((row, index) => checkedRow(spec, row, rows.length > 1 ? index : undefined))
    default:
      if (rows.length > 1 || (spec.returns === 'one' && rows.length === 0)) {
        const path = 'rows'
        throw invalidResult(spec, [
          { path, message: `${rows.length}, where the contract says ${spec.returns}` },
        ])
      }
      return rows[0] === undefined ? undefined : checkedRow(spec, rows[0])
  }
}

function checkedRow(spec: FunctionSpec, row: Row, index?: number): unknown {
  const value = spec.scalar ? row.value : row
  if (asIs(spec.row)(value)) return value
  const checked = spec.row.safeParse(value)
  if (!checked.success)
    throw invalidResult(spec, issuesOf(checked.error, index === undefined ? '' : `[${index}]`))
  return checked.data
}

function issuesOf(error: z.ZodError, base = ''): readonly Issue[] {
  return error.issues.map(({ path, message }) => ({ path: pathOf(path, base) || 'arguments', message }))
}
