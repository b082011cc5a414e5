import type { Catalog, TypeRow } from './catalog.ts'
import type { ContractColumn, ContractComposite, ContractDomain, ContractEnum, TypeName } from './contract.ts'
import { camel, isSimpleName } from './names.ts'
import type { Refuse } from './refusal.ts'

// Built-in types by OID: these are fixed for ever in the server's headers, while a type of the same
// name in another schema would be somebody else's.
const builtIn: ReadonlyMap<number, string> = new Map([
  [16, 'bool'],
  [17, 'bytea'],
  [20, 'int8'],
  [21, 'int2'],
  [23, 'int4'],
  [25, 'text'],
  [114, 'json'],
  [700, 'float4'],
  [701, 'float8'],
  [1082, 'date'],
  [1083, 'time'],
  [1114, 'timestamp'],
  [1184, 'timestamptz'],
  [1186, 'interval'],
  [1700, 'numeric'],
  [2950, 'uuid'],
  [3802, 'jsonb'],
])

export const voidOid = 2278

/** A type in use, and whether the database proves that its values are never null. */
interface TypeUse {
  readonly type: TypeName
  readonly notNull: boolean
}

/** Names types by OID and gathers the definitions of those that are not built in. */
export interface TypeReader {
  /** Undefined when the type was refused. */
  use(oid: number, subject: string): TypeUse | undefined
  /** The attributes of a composite type, by which a function that returns it answers rows of columns. */
  attributesOf(oid: number): TypeRow['attributes'] | undefined
  isCompositeDomain(oid: number): boolean
  readonly domains: ReadonlyMap<TypeName, ContractDomain>
  readonly enums: ReadonlyMap<TypeName, ContractEnum>
  readonly composites: ReadonlyMap<TypeName, ContractComposite>
}

/** A reader over one catalog; what it cannot represent goes to `refuse`. */
export function typeReader(catalog: Catalog, refuse: Refuse): TypeReader {
  const domains = new Map<TypeName, ContractDomain>()
  const enums = new Map<TypeName, ContractEnum>()
  const composites = new Map<TypeName, ContractComposite>()

  function use(oid: number, subject: string): TypeUse | undefined {
    const known = builtIn.get(oid)
    if (known !== undefined) return { type: `pg_catalog.${known}`, notNull: false }
    const row = catalog.types.get(oid)
    if (row === undefined) throw new Error(`type ${oid} is missing from the catalog reading`)
    if (row.category === 'A' && row.kind === 'b' && row.element !== 0) {
      const element = use(row.element, subject)
      return element && { type: `${element.type}[]`, notNull: false }
    }
    if (row.kind === 'd' && isOurs(row, subject)) return useDomain(row, subject)
    if (row.kind === 'e' && isOurs(row, subject)) return useEnum(row)
    if (row.kind === 'c' && isOurs(row, subject)) return useComposite(row, subject)
    if (!'dec'.includes(row.kind)) refuse(subject, ...whyNot(row))
    return undefined
  }

  function isOurs(row: TypeRow, subject: string): boolean {
    if (row.schema === 'headgate' && isSimpleName(row.name)) return true
    refuse(
      subject,
      `has the type ${row.schema}.${row.name}`,
      'Types in public signatures live in the schema headgate and have names of lower-case letters, digits and underscores.',
    )
    return false
  }

  function useDomain(row: TypeRow, subject: string): TypeUse | undefined {
    const over = use(row.base, subject)
    if (over === undefined) return undefined
    const type = `headgate.${row.name}`
    const { checks, comment, notNull } = row
    domains.set(type, { name: type, comment: comment ?? '', over: over.type, notNull, checks })
    return { type, notNull: notNull || over.notNull }
  }

  function useEnum(row: TypeRow): TypeUse {
    const type = `headgate.${row.name}`
    enums.set(type, { name: type, comment: row.comment ?? '', labels: row.labels })
    return { type, notNull: false }
  }

  function useComposite(row: TypeRow, subject: string): TypeUse {
    const type = `headgate.${row.name}`
    const of = (name: string) => `${subject}, its attribute ${name} of ${type},`
    const attributes = row.attributes.flatMap((it, i): ContractColumn[] => {
      if (!isSimpleName(it.name)) {
        refuse(of(it.name), 'has no usable name', 'Name it in lower-case letters, digits and underscores.')
        return []
      }
      if (row.attributes.findIndex((other) => camel(other.name) === camel(it.name)) < i)
        refuse(of(it.name), `becomes a second ${camel(it.name)} in TypeScript`, 'Rename one of them.')
      const { type: name, notNull } = use(it.type, of(it.name)) ?? {}
      if (name === undefined) return []
      return [{ name: it.name, type: name, comment: it.comment ?? '', nullable: notNull !== true }]
    })
    composites.set(type, { name: type, comment: row.comment ?? '', attributes })
    return { type, notNull: false }
  }

  function attributesOf(oid: number): TypeRow['attributes'] | undefined {
    const row = catalog.types.get(oid)
    return row?.kind === 'c' ? row.attributes : undefined
  }

  function isCompositeDomain(oid: number): boolean {
    const row = catalog.types.get(oid)
    return row?.kind === 'd' && (attributesOf(row.base) !== undefined || isCompositeDomain(row.base))
  }

  return { use, attributesOf, isCompositeDomain, domains, enums, composites }
}

function whyNot(row: TypeRow): readonly [string, string] {
  const name = `${row.schema}.${row.name}`
  if (row.kind === 'p') {
    return [
      `has the type ${row.name}, which says nothing about its values`,
      'Use a concrete type, or returns table (…).',
    ]
  }
  return [
    `has the type ${name}, which the client cannot decode exactly`,
    'Use text, or a type that the client knows.',
  ]
}
