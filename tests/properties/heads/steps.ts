import fc from 'fast-check'

/** Connections that take turns. */
export const ACTORS = 3

/** Lines in which jobs stand: two of one type, and one of a type with a concurrency key. */
export const lines = [
  { type: 'plain', priority: 5, key: null },
  { type: 'plain', priority: 1, key: null },
  { type: 'keyed', priority: 5, key: 'k' },
] as const

/** The tables that are rotated; most of all the one whose rows are claimed. */
const tables = ['ready', 'ready', 'ready', 'head', 'lease', 'key_slot', 'blocked'] as const

/**
 * What may happen next. `turn`: a transaction begins or ends. Outside one each call commits at once. `stops`: the call
 * waits at a gate after it has looked at a line and before it moves the head; whatever is the next step of its actor,
 * it then goes on instead. `nth` chooses from a list, in thousandths.
 */
export type Step = { readonly actor: number } & (
  | { readonly kind: 'turn'; readonly isolation: Isolation; readonly how: Ending | 'prepare' }
  | { readonly kind: 'savepoint' | 'release' | 'rollbackTo' | 'gap' | 'crowd' }
  | { readonly kind: 'enqueue'; readonly line: number; readonly jobs: number }
  | { readonly kind: 'claim'; readonly limit: number; readonly stops: boolean }
  | { readonly kind: 'tick' | 'moveHeads'; readonly stops: boolean }
  | { readonly kind: 'rotate'; readonly table: (typeof tables)[number]; readonly how: Ending }
  | { readonly kind: 'cancel' | 'moveInLine' | 'complete' | 'putBack'; readonly nth: number }
  | { readonly kind: 'endPrepared'; readonly how: Ending }
  | { readonly kind: 'restore'; readonly by: string }
)

export type Ending = 'commit' | 'rollback'
type Isolation = 'read committed' | 'repeatable read'

const actor = fc.nat(ACTORS - 1)
const nth = fc.integer({ min: 0, max: 999 })
const stops = fc.constantFrom(false, false, true)

function step<K extends Step['kind'], T extends object>(
  weight: number,
  kind: K | readonly K[],
  rest: { [P in keyof T]: fc.Arbitrary<T[P]> },
): fc.WeightedArbitrary<{ actor: number; kind: K } & T> {
  const kinds = fc.constantFrom(...(typeof kind === 'string' ? [kind] : kind))
  return {
    weight,
    arbitrary: fc.record({ actor, kind: kinds, ...rest }) as fc.Arbitrary<{ actor: number; kind: K } & T>,
  }
}

const how = fc.constantFrom<Ending>('commit', 'commit', 'rollback')

const any: fc.Arbitrary<Step> = fc.oneof(
  step(14, 'turn', {
    isolation: fc.constantFrom<Isolation>('read committed', 'repeatable read'),
    how: fc.constantFrom<Ending | 'prepare'>('commit', 'commit', 'rollback', 'prepare'),
  }),
  step(10, 'enqueue', { line: fc.constantFrom(0, 0, 0, 1, 2), jobs: fc.constantFrom(1, 1, 2) }),
  step(10, 'claim', { limit: fc.constantFrom(1, 2, 20), stops }),
  step(8, ['tick', 'moveHeads', 'moveHeads'], { stops }),
  step(8, 'rotate', { table: fc.constantFrom(...tables), how }),
  step(5, ['cancel', 'moveInLine', 'complete', 'putBack'], { nth }),
  step(6, ['savepoint', 'release', 'rollbackTo'], {}),
  step(2, 'gap', {}),
  step(6, 'endPrepared', { how }),
  step(1, 'crowd', {}),
  step(2, 'restore', { by: fc.constantFrom('1000000000000000000', '20', '3', '-20') }),
)

/** What a script may do without: many faults show only where nothing else gets in the way. */
const features = ['prepare', 'crowd', 'restore', 'levels', 'moves', 'stops', 'keys', 'actor'] as const
type Feature = (typeof features)[number]

export const scripts: fc.Arbitrary<Step[]> = fc
  .tuple(fc.array(any, { minLength: 1, maxLength: 80, size: 'max' }), fc.subarray([...features]))
  .map(([all, without]) => all.flatMap((one) => tame(one, new Set(without))))

/** The step without what the script does without, or nothing. */
function tame(one: Step, without: ReadonlySet<Feature>): Step[] {
  if (one.kind === 'crowd' && without.has('crowd')) return []
  if (one.kind === 'restore' && without.has('restore')) return []
  if (/^(savepoint|release|rollbackTo)$/.test(one.kind) && without.has('levels')) return []
  if ('nth' in one && without.has('moves')) return []
  if (one.kind === 'enqueue' && one.line === 2 && without.has('keys')) return []
  if (one.actor === ACTORS - 1 && without.has('actor')) return []
  if (one.kind === 'turn' && one.how === 'prepare' && without.has('prepare'))
    return [{ ...one, how: 'commit' }]
  if ('stops' in one && without.has('stops')) return [{ ...one, stops: false }]
  return [one]
}
