import type * as z from 'zod'
import { type CallError, HeadgateError, InvalidArguments, type Issue } from './errors.ts'
import { invalidResult } from './rows.ts'
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
  const rows = await transport.call({ function: spec, arguments: checkedArguments(spec, args) })
  return answer(spec, rows)
}

function checkedArguments(spec: FunctionSpec, args: unknown): readonly Argument[] {
  const checked = spec.args.safeParse(args)
  if (!checked.success) {
    throw new InvalidArguments({
      function: spec.name,
      issues: issuesOf(checked.error),
      hint: `See the documentation of headgate.${spec.name} for its arguments and their units.`,
    })
  }
  const given = new Map(Object.entries(checked.data as object))
  return Object.entries(spec.parameters).flatMap(([key, parameter]) => {
    const value: unknown = given.get(key)
    return value === undefined ? [] : [{ key, parameter, value: inSqlNames(parameter, value) }]
  })
}

/** Objects inside a jsonb array go by SQL names too: the parameter names without their `p_`. */
function inSqlNames({ elements }: Parameter, value: unknown): unknown {
  if (elements === undefined || !Array.isArray(value)) return value
  return value.map((item: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(elements).flatMap(([key, { name }]) =>
        item[key] === undefined ? [] : [[name.replace(/^p_/, ''), item[key]]],
      ),
    ),
  )
}

function answer(spec: FunctionSpec, rows: readonly Row[]): unknown {
  switch (spec.returns) {
    case 'none':
      return undefined
    case 'many':
      return rows.map((row, index) => checkedRow(spec, row, rows.length > 1 ? `[${index}]` : ''))
    default:
      if (rows.length > 1 || (spec.returns === 'one' && rows.length === 0)) {
        const path = 'rows'
        throw invalidResult(spec, [
          { path, message: `${rows.length}, where the contract says ${spec.returns}` },
        ])
      }
      return rows[0] === undefined ? undefined : checkedRow(spec, rows[0], '')
  }
}

function checkedRow(spec: FunctionSpec, row: Row, path: string): unknown {
  const checked = spec.row.safeParse(spec.scalar ? row.value : row)
  if (!checked.success) throw invalidResult(spec, issuesOf(checked.error, path))
  return checked.data
}

function issuesOf(error: z.ZodError, base = ''): readonly Issue[] {
  return error.issues.map((issue) => ({ path: pathOf(issue.path, base), message: issue.message }))
}

function pathOf(keys: readonly PropertyKey[], base: string): string {
  const path = keys.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text === '' ? String(key) : `${text}.${String(key)}`
  }, base)
  return path === '' ? 'arguments' : path
}
