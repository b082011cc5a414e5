import type * as z from 'zod'
import type { Detail, Failure, HeadgateError } from './errors.ts'

/** How a value travels: a base type of `pg_catalog` or an array of one (`int8[]`), a composite, or an array of such. */
export type WireType = string | CompositeType | readonly [WireType]

/** A composite type of SQL: a row of attributes, in their order. */
export interface CompositeType {
  /** With its schema. */
  readonly name: string
  /** By the names that TypeScript knows them by. */
  readonly attributes: Readonly<Record<string, Column>>
}

/** Of an array, the type of its elements. */
export function elementOf(type: WireType): WireType | undefined {
  if (typeof type === 'string') return type.endsWith('[]') ? type.slice(0, -2) : undefined
  return isComposite(type) ? undefined : type[0]
}

export function isComposite(type: WireType): type is CompositeType {
  return typeof type === 'object' && 'attributes' in type
}

/** As SQL has it. */
export function nameOfType(type: WireType): string {
  if (typeof type === 'string') return type
  return isComposite(type) ? type.name : `${nameOfType(type[0])}[]`
}

/** A parameter of an SQL function. */
export interface Parameter {
  /** Its name in SQL, for example `p_job_id`. */
  readonly name: string
  readonly type: WireType
  /** The type that the argument is cast to, as SQL text. */
  readonly cast: string
  /** For a jsonb array of objects: the parameters of the function that handles one such object. */
  readonly elements?: Parameters
}

/** A result column of an SQL function, or an attribute of a composite type. */
export interface Column {
  readonly name: string
  readonly type: WireType
  readonly nullable: boolean
}

/** Parameters by the name that TypeScript knows them by. */
type Parameters = Readonly<Record<string, Parameter>>

/** How many rows a call answers; `none` is a function that returns void. */
type Cardinality = 'one' | 'maybe' | 'many' | 'none'

/** Builds the typed error for one SQLSTATE. */
type RefusalClass = new (failure: Failure & { readonly detail: Detail }) => HeadgateError

/** One SQL function as the contract describes it; generated. */
export interface FunctionSpec {
  readonly name: string
  readonly returns: Cardinality
  /** A single unnamed value per row: its row is the value itself. */
  readonly scalar: boolean
  /** True when the function changes nothing, so that a replica may answer. */
  readonly readonly: boolean
  /** The group roles that may call it. */
  readonly roles: readonly string[]
  readonly parameters: Parameters
  readonly columns: Readonly<Record<string, Column>>
  /** What callers of each function of the contract rely on; the database must say the same. Absent: it is not asked. */
  readonly fingerprints?: Readonly<Record<string, string>>
  /** The refusals it can raise, by SQLSTATE. */
  readonly errors: Readonly<Record<string, RefusalClass>>
  readonly args: z.ZodType
  readonly row: z.ZodType
}

/** An argument of a call, checked; omitted ones are absent, so that the default in SQL applies. */
export interface Argument {
  /** The name that TypeScript knows it by. */
  readonly key: string
  readonly parameter: Parameter
  readonly value: unknown
}

/** One call, ready to be sent. */
export interface FunctionCall {
  readonly function: FunctionSpec
  readonly arguments: readonly Argument[]
}

/** A row by the names of `FunctionSpec.columns`. */
export type Row = Readonly<Record<string, unknown>>

/**
 * Carries calls to a database. `call` answers decoded rows, and rejects with a
 * {@link HeadgateError} only: the transport knows its driver's errors, nobody above it does.
 */
export interface Transport {
  /**
   * What stands for the database behind it, such as a pool: before the first call to each the contract is checked.
   * Absent where no other version can be, as in a double.
   */
  readonly database?: object
  call(call: FunctionCall): Promise<readonly Row[]>
  /**
   * Hears the payloads of a channel of `notify` until told to stop, or until `onLost` is called. Absent where
   * nothing can be heard. Rejects like `call`.
   */
  listen?(channel: string, onHeard: (payload: string) => void, onLost: () => void): Promise<() => void>
}
