import { createHash } from 'node:crypto'

/** How many rows a function answers; `none` returns void. */
export type Cardinality = 'one' | 'maybe' | 'many' | 'none'

/** The name of a type: `pg_catalog.int8`, `headgate.job_id`, or one of them followed by `[]`. */
export type TypeName = string

export interface ContractArgument {
  readonly name: string
  readonly type: TypeName
  readonly comment: string
  /** The SQL expression that applies when the argument is left out; absent when it is required. */
  readonly default?: string
  /** Whether null may be given: its default is null. */
  readonly nullable: boolean
  /** For a jsonb array of objects: the function whose arguments each object holds, without their `p_`. */
  readonly elements?: string
}

export interface ContractColumn {
  readonly name: string
  readonly type: TypeName
  readonly comment: string
  readonly nullable: boolean
}

export interface ContractFunction {
  readonly name: string
  readonly summary: string
  readonly description: string
  readonly since: string
  readonly arguments: readonly ContractArgument[]
  readonly returns: {
    readonly cardinality: Cardinality
    readonly comment: string
    /** True when the result is a single value without a name. */
    readonly scalar: boolean
    readonly columns: readonly ContractColumn[]
  }
  /** SQLSTATEs that it can raise. */
  readonly errors: readonly string[]
  /** The group roles that may call it. */
  readonly roles: readonly string[]
  readonly securityDefiner: boolean
  readonly strict: boolean
  readonly volatility: 'immutable' | 'stable' | 'volatile'
}

export interface ContractDomain {
  readonly name: TypeName
  readonly comment: string
  readonly over: TypeName
  readonly notNull: boolean
  /** CHECK constraints as the server writes them. */
  readonly checks: readonly string[]
}

export interface ContractComposite {
  readonly name: TypeName
  readonly comment: string
  /** In their order, by which values travel. */
  readonly attributes: readonly ContractColumn[]
}

export interface ContractEnum {
  readonly name: TypeName
  readonly comment: string
  readonly labels: readonly string[]
}

export interface ContractError {
  readonly sqlstate: string
  readonly name: string
  readonly retryable: boolean
  readonly summary: string
  readonly action: string
  /** Templates of its message, as far as bodies write them out. */
  readonly messages: readonly string[]
  /** Keys that DETAIL may hold. */
  readonly details: readonly string[]
}

/** Everything that a caller of the public functions may rely on. */
export interface Contract {
  readonly format: 1
  readonly functions: readonly ContractFunction[]
  readonly domains: readonly ContractDomain[]
  readonly enums: readonly ContractEnum[]
  /** Absent where there are none. */
  readonly composites?: readonly ContractComposite[]
  readonly errors: readonly ContractError[]
}

/** Orders text by its bytes, so that no locale has a say. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

const documentation = new Set(['summary', 'description', 'since', 'comment', 'action', 'messages'])

/** Whether a key of the contract holds what people read; changing it breaks nobody, so hashes leave it out. */
export function isDocumentation(key: string): boolean {
  return documentation.has(key)
}

/** The SHA-256 of the contract without its documentation, in hexadecimal. */
export function contractHash(contract: Contract): string {
  return createHash('sha256')
    .update(canonicalJson(contract, (key) => !isDocumentation(key)))
    .digest('hex')
}

/** The text of `contract.lock.json`: keys in byte order, no OIDs, times or versions. */
export function lockFile(contract: Contract): string {
  return `${canonicalJson({ hash: contractHash(contract), ...contract })}\n`
}

/** JSON with its keys in byte order. */
export function canonicalJson(value: unknown, keep: (key: string) => boolean = () => true): string {
  const sorted = (_: string, item: unknown): unknown =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(
          Object.entries(item)
            .filter(([key]) => keep(key))
            .sort(([a], [b]) => byBytes(a, b)),
        )
      : item
  return JSON.stringify(value, sorted, 2)
}
