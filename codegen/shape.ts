import type { Contract, TypeName } from './contract.ts'
import { camel, literal, pascal } from './names.ts'

/** What a type of the contract is to TypeScript. */
export interface Shape {
  /** How it travels: a base type of pg_catalog, an array of one, or the name of the constant that describes a composite. */
  readonly wire: string
  /** The type that an argument is cast to. */
  readonly cast: string
  /** How many arrays the value is in. */
  readonly depth: number
  /** The base type of the value, or of each element. */
  readonly base: string
  /** The declared TypeScript type that it has instead of its base: a brand or an enum. */
  readonly declared?: string
  /** Whether it is a composite: then each side has a type of its own. */
  readonly isComposite?: true
}

/** Base types whose domains become types of their own: identifiers and words, not documents or flags. */
const branded = new Set(['int2', 'int4', 'int8', 'numeric', 'text', 'uuid'])

/** Follows domains and arrays of a contract type down to what TypeScript needs to know. */
export function shapeOf(contract: Contract, type: TypeName): Shape {
  if (type.endsWith('[]')) {
    const element = shapeOf(contract, type.slice(0, -2))
    const wire = element.isComposite ? element.wire : `${element.wire}[]`
    return { ...element, depth: element.depth + 1, wire, cast: castOf(type) }
  }
  const domain = contract.domains.find(({ name }) => name === type)
  if (domain) {
    const over = shapeOf(contract, domain.over)
    // The outermost name that says more than "not null" is the one that callers know.
    const declared = isBrand(contract, type) ? pascal(baseName(type)) : over.declared
    return declared === undefined ? over : { ...over, declared }
  }
  if (contract.enums.some(({ name }) => name === type)) {
    return { wire: 'text', cast: castOf(type), depth: 0, base: 'text', declared: pascal(baseName(type)) }
  }
  if (contract.composites?.some(({ name }) => name === type)) {
    const declared = pascal(baseName(type))
    const wire = `${camel(baseName(type))}Type`
    return { wire, cast: castOf(type), depth: 0, base: 'composite', declared, isComposite: true }
  }
  const base = baseName(type)
  return { wire: base, cast: castOf(type), depth: 0, base }
}

/** Whether a domain is a type of its own in TypeScript: `job_id` is, `nn_job_id` and `nn_text` are not. */
export function isBrand(contract: Contract, type: TypeName): boolean {
  if (baseName(type).startsWith('nn_') || !contract.domains.some(({ name }) => name === type)) return false
  const base = bottom(contract, type)
  return base.startsWith('pg_catalog.') && branded.has(baseName(base))
}

function bottom(contract: Contract, type: TypeName): TypeName {
  const domain = contract.domains.find(({ name }) => name === type)
  return domain ? bottom(contract, domain.over) : type
}

/** `headgate.job_id` → `job_id`. */
export function baseName(type: TypeName): string {
  return type.slice(type.indexOf('.') + 1)
}

function castOf(type: TypeName): string {
  const [schema = '', name = ''] = type.replace('[]', '').split('.')
  return `${schema}.${schema === 'pg_catalog' ? name : `"${name}"`}${type.endsWith('[]') ? '[]' : ''}`
}

const scalars: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bytea: 'Uint8Array',
  float4: 'number',
  float8: 'number',
  int2: 'number',
  int4: 'number',
  int8: 'bigint',
  json: 'unknown',
  jsonb: 'unknown',
  timestamptz: 'Timestamp',
}

const looser: Readonly<Record<string, string>> = {
  int8: 'bigint | number',
  numeric: 'string | number',
  timestamptz: 'Date',
}

type Side = 'argument' | 'column'

/** The TypeScript type of a value: as a caller gives it, or as the server answers it. */
export function tsType(shape: Shape, side: Side): string {
  const loose = side === 'argument' ? looser[shape.base] : undefined
  let type = declaredType(shape, side) ?? loose ?? scalars[shape.base] ?? 'string'
  for (let depth = shape.depth; depth > 0; depth--)
    type = type.includes(' ') ? `readonly (${type})[]` : `readonly ${type}[]`
  return type
}

function declaredType({ declared, isComposite }: Shape, side: Side): string | undefined {
  return isComposite && side === 'argument' ? `${declared}Input` : declared
}

/** The zod schema of a value, as source text. */
export function zodType(shape: Shape, side: Side): string {
  const one = schemaOf(shape, side) ?? `${side}.${shape.base}`
  return `${'z.array('.repeat(shape.depth)}${one}${')'.repeat(shape.depth)}`
}

function schemaOf({ declared, isComposite }: Shape, side: Side): string | undefined {
  if (!isComposite || declared === undefined) return declared
  return `${declared.charAt(0).toLowerCase()}${declared.slice(1)}${side === 'argument' ? 'InputSchema' : 'Schema'}`
}

/** How a value travels, as source text. */
export function wireType({ wire, depth, isComposite }: Shape): string {
  return isComposite ? `${'['.repeat(depth)}${wire}${']'.repeat(depth)}` : literal(wire)
}

/** What a file that speaks of such a value imports of `types.ts`. */
export function importsFor(shape: Shape, side: Side): readonly string[] {
  if (!shape.isComposite) return shape.declared === undefined ? [] : [shape.declared]
  return [`type ${declaredType(shape, side)}`, schemaOf(shape, side) ?? '', shape.wire]
}
