import { describe, expect, it } from 'vitest'
import { type Fault, plant } from '../properties/faults.ts'
import { access } from './access.ts'
import { retention } from './retention.ts'
import { room } from './room.ts'
import { openLedger } from './support.ts'

const scenarios = { ...room, ...retention, ...access }

/** A fault, and who finds it. */
type Found = Fault & { readonly by: keyof typeof scenarios }

const fault = (by: Found['by'], name: string, from: string, to: string, what = to): Found => ({
  what,
  where: name.includes('.') ? name : `headgate_private.${name}`,
  swaps: [[from, to]],
  by,
})

const faults: readonly Found[] = [
  fault(
    'a batch may run over the end of the last partition',
    'enqueue',
    'if not headgate_private.ledger_reaches(',
    'if false and headgate_private.ledger_reaches(',
    'enqueue does not look for room',
  ),
  fault(
    'where nobody ticks, enqueue makes room, before there is none',
    'ledger_reaches',
    '+ headgate_private.ledger_span() / 2',
    '',
    'room is made when there is none',
  ),
  fault(
    'nobody waits for one who makes room ahead and does not commit',
    'extend_ledger',
    'v_first) is not null',
    'v_first) is null',
    'whoever has room waits',
  ),
  fault(
    'whoever needs the room that another makes waits for it',
    'extend_ledger',
    '1 .. 100',
    '1 .. 0',
    'whoever has none does not wait',
  ),
  fault(
    'a sequence that was moved by hand finds room on both sides of a border',
    'extend_ledger',
    'add_partitions(v_first,',
    'add_partitions(v_last,',
    'the first id of a batch is not looked at',
  ),
  fault(
    'a statement that reads the ledger enqueues while there is room, and is refused when there is none',
    'extend_ledger',
    'when object_in_use',
    'when division_by_zero',
    'an open ledger raises',
  ),
  fault(
    'a partition spans an eighth of the retention',
    'ledger_position',
    'p_now - headgate_private.ledger_turn()',
    'p_now',
    'each tick turns',
  ),
  fault(
    'a partition without jobs is not turned over',
    'ledger_position',
    'coalesce(v_drawn and ',
    'coalesce(',
    'an empty partition is turned over',
  ),
  fault(
    'near its end a partition is not turned over but filled',
    'ledger_position',
    '/ 100 * 99',
    '',
    'a partition is turned over near its end',
  ),
  fault(
    'there are about ten partitions, whatever the rate',
    'ledger_turn',
    '/ 8',
    '/ 12',
    'partitions are too short',
  ),
  fault(
    'a tick makes the next partition ahead, once',
    'turn_ledger',
    'return headgate_private.extend_ledger(v_at.job_id, v_at.job_id)',
    'return 0',
    'no partition is made ahead',
  ),
  fault(
    'dead letters stay longer and can be redriven meanwhile; then they go, with their entries',
    'judge_slice',
    'p_partition.dead_before',
    'p_partition.completed_before',
    'dead letters go with the completed',
  ),
  fault(
    'dead letters stay longer and can be redriven meanwhile; then they go, with their entries',
    'judge_slice',
    'where s.dead and s.past',
    'where false',
    'entries of dead letters are left behind',
  ),
  fault(
    'a job completed late stays until its own time has come',
    'judge_slice',
    'coalesce(j.finished_at <=',
    'coalesce(j.created_at <=',
    'jobs are judged by their creation',
  ),
  fault(
    'whoever waits, waits for a day to come, or runs stays, and is settled in the end',
    'judge_slice',
    'false) as past',
    'true) as past',
    'unfinished jobs count as past',
  ),
  fault(
    'a dead letter that somebody redrives at that moment stays',
    'judge_slice',
    '(select l.job_id from listed l except all select f.job_id from forgotten f)',
    '(select l.job_id from listed l where false)',
    'a dead letter in the hands of somebody counts as past',
  ),
  fault(
    'a straggler that somebody is changing is waited for by a later tick',
    'copy_stragglers',
    'for update skip locked',
    '',
    'stragglers are copied unlocked',
  ),
  fault(
    'what is left of many partitions shares one',
    'retire_partition',
    'v_before.jobs +',
    'null +',
    'stragglers are never put together',
  ),
  fault(
    'what is left of many partitions shares one',
    'retire_partition',
    'and j.job_id < v_before.to_id',
    'and j.job_id < v_before.from_id',
    'older stragglers are dropped',
  ),
  fault(
    'a partition of which too many jobs must stay is left whole, and looked at again after an hour',
    'most_stragglers',
    '10000',
    '20000',
    'too many stragglers are copied',
  ),
  fault(
    'a partition of which too many jobs must stay is left whole, and looked at again after an hour',
    'judge_partition',
    '1 hour',
    '1 minute',
    'a crowded partition is looked at again and again',
  ),
  fault(
    'one that is large is judged a bit at a time',
    'headgate.tick',
    '20 * p_limit',
    '100000',
    'a large partition is judged at once',
  ),
  fault(
    'a retention that is raised while one is judged is kept',
    'begin_judgement',
    'p_partition.completed_before > v_completed',
    'false',
    'a raised retention comes too late',
  ),
  fault(
    'and one that is raised between two looks, too',
    'next_to_retire',
    'p.closed_at <= p_now - v_keep',
    'p.closed_at <= p_now',
    'a partition is looked at whatever the retention',
  ),
  fault(
    'a dead letter past its retention is forgotten before its partition goes',
    'judge_slice',
    'delete from headgate_private.dead_letter d using free f',
    'delete from headgate_private.dead_letter d using (select * from free where false) f',
    'dead letters are not forgotten',
  ),
  fault(
    'whoever reads the ledger in a long transaction is waited for no longer than a moment',
    'retire_ledger',
    'when others then',
    'when division_by_zero then',
    'an obstacle stops the tick',
  ),
  fault(
    'whoever reads the ledger in a long transaction is waited for no longer than a moment',
    'retire_ledger',
    "v_partition.look_at := v_now + interval '1 minute'",
    'v_partition.look_at := null',
    'retirement is tried at each tick',
  ),
  fault(
    'a transaction that enqueued before the turn and commits long after it loses nothing',
    'judge_partition',
    'if exists (select',
    'if false and exists (select',
    'jobs are judged while some are not committed',
  ),
  ...['complete_held', 'hand_back', 'start_jobs', 'raise_unknown_job'].map((name) =>
    fault(
      'whoever took his snapshot before jobs were moved is told to run again, and loses nothing',
      name,
      'perform headgate_private.raise_old_snapshot()',
      'null',
      `${name} believes an old snapshot`,
    ),
  ),
  fault(
    'a tick with an old snapshot leaves it to others',
    'retire_ledger',
    "<> 'read committed'",
    "= 'never'",
    'an old snapshot judges',
  ),
  fault(
    'a key outlives the job it stands for',
    'enqueue',
    'where o.job_id = s.winner),\n      -- A key that outlives the retention of its job.\n      v_now',
    'where o.job_id = s.winner)',
    'a key needs its job',
  ),
  fault(
    'every partition is as the first, whatever made it',
    'make_partition_table',
    'enable row level security',
    'disable row level security',
    'a partition has no row security',
  ),
  fault(
    'a partition that is granted by mistake shows nothing',
    'make_partition_table',
    'enable row level security',
    'disable row level security',
    'a partition has no second wall',
  ),
  fault(
    'a storage parameter that an operator sets on the newest partition carries on',
    'make_partition_table',
    'order by p.number desc',
    'order by p.number',
    'parameters come from an old partition',
  ),
]

describe('it is found out when', { timeout: 60_000 }, () => {
  it.for(faults)('$what', async (found) => {
    let planted = false
    const scenario = scenarios[found.by](async (open = openLedger) => {
      const bench = await open()
      await plant(bench.db, found)
      planted = true
      return bench
    })
    await expect(scenario).rejects.toThrow()
    expect(planted).toBe(true)
  })
})
