import type { Step } from './steps.ts'

const [a, b, c] = [0, 1, 2]

/** Line 0 by default: a plain one. */
const enqueue = (actor: number, { line = 0, jobs = 1 } = {}): Step => ({ actor, kind: 'enqueue', line, jobs })
const claim = (actor: number): Step => ({ actor, kind: 'claim', limit: 20, stops: false })
const begin = (actor: number, isolation: 'read committed' | 'repeatable read' = 'read committed'): Step => {
  return { actor, kind: 'turn', isolation, how: 'commit' }
}
const commit = begin
const moveHeads = (actor: number, stops = false): Step => ({ actor, kind: 'moveHeads', stops })
const rotate = (actor: number, table: 'ready' | 'head' | 'key_slot'): Step => {
  return { actor, kind: 'rotate', table, how: 'commit' }
}
const restore: Step = { actor: a, kind: 'restore', by: '1000000000000000000' }

/** Scripts in which a fault that was planted, or was there, showed; put in as few steps as will do. */
export const regressions: readonly (readonly Step[])[] = [
  // The caller's own transaction may still add rows, though others that began later have ended.
  [enqueue(a), begin(b), claim(b), enqueue(c), moveHeads(b), enqueue(b), commit(b)],
  // A snapshot names nobody who is younger than the latest to end: neither the caller nor another.
  [
    enqueue(c),
    claim(c),
    begin(a),
    enqueue(a),
    begin(b),
    enqueue(b, { line: 1 }),
    moveHeads(b),
    commit(a),
    commit(b),
  ],
  // A transaction that the head has passed commits; its job still waits when the head moves again.
  [
    enqueue(b),
    claim(b),
    begin(a),
    enqueue(a),
    ...[enqueue(b), claim(b), enqueue(b), claim(b)],
    commit(a),
    moveHeads(b),
  ],
  // More transactions stay open than a head keeps in mind.
  [
    ...[enqueue(a), claim(a)],
    { actor: a, kind: 'crowd' },
    ...[enqueue(a), claim(a), enqueue(a), claim(a)],
    { actor: a, kind: 'endPrepared', how: 'commit' },
  ],
  // A job commits between a look at the line and the decision about its head.
  [enqueue(a), claim(a), begin(b), enqueue(b), moveHeads(c, true), commit(b), enqueue(a), moveHeads(c)],
  // The head of a dump lies beyond all that begins in the cluster where it was restored, and is no better rotated.
  [enqueue(a), claim(a), restore, enqueue(a)],
  [enqueue(a), claim(a), restore, rotate(b, 'head'), enqueue(a)],
  // To an older snapshot a rotated table is empty.
  [enqueue(a), begin(b, 'repeatable read'), rotate(c, 'ready'), moveHeads(b), commit(b)],
  [begin(b, 'repeatable read'), enqueue(a), rotate(b, 'ready')],
  [
    ...[enqueue(a, { line: 2, jobs: 2 }), claim(a), enqueue(a, { line: 2 })],
    ...[begin(b, 'repeatable read'), rotate(c, 'key_slot'), claim(b), commit(b)],
  ],
]
