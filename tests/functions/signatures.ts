import type { QueryConfig } from 'pg'
import type { TestDatabase } from '../support/database.ts'

export interface Argument {
  readonly name: string
  /** The type below all domains, for example `bigint`. */
  readonly type: string
  readonly optional: boolean
}

/** The input arguments of a public function, in order. */
export type Signature = readonly Argument[]

export type Signatures = ReadonlyMap<string, Signature>

/** The public functions, read from the catalog, so that what tests go through includes one added tomorrow. */
export async function readSignatures(db: TestDatabase): Promise<Signatures> {
  const { rows } = await db.pool.query<{ name: string; arguments: Argument[] }>(`
    select p.proname as name, coalesce(json_agg(json_build_object(
      'name', p.proargnames[a.position],
      'type', coalesce(nullif(t.typbasetype, 0), t.oid)::regtype::text,
      'optional', a.position > p.pronargs - p.pronargdefaults
    ) order by a.position) filter (where a.position is not null), '[]') as arguments
    from pg_proc p
    left join lateral unnest(p.proargtypes) with ordinality as a (oid, position) on true
    left join pg_type t on t.oid = a.oid
    where p.pronamespace = 'headgate'::regnamespace
    group by p.oid, p.proname
    order by p.proname`)
  return new Map(rows.map((row) => [row.name, row.arguments]))
}

const RAW = Symbol('JSON as it stands')

/** JSON text that is sent as it stands; `json('null')` is the JSON null, where `null` is that of SQL. */
export const json = (text: string) => ({ [RAW]: text })

/** The call of a public function in named notation, each argument cast to its type. */
export function statement(signatures: Signatures, name: string, args: Record<string, unknown>): QueryConfig {
  const types = new Map(signatures.get(name)?.map((argument) => [argument.name, argument.type]))
  const given = Object.entries(args).filter(([, value]) => value !== undefined)
  const list = given.map(([key], index) => `p_${key} => $${index + 1}::${types.get(`p_${key}`) ?? 'text'}`)
  return {
    text: `select * from headgate.${name}(${list.join(', ')})`,
    values: given.map(([key, value]) => encode(types.get(`p_${key}`), value)),
  }
}

function encode(type: string | undefined, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && RAW in value) return value[RAW]
  return type === 'jsonb' && value !== null ? JSON.stringify(value) : value
}
