import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type Database } from '../server.ts'

const ASK_EVERY_MS = 5

/**
 * One who listens for jobs of Headgate, and asks again as soon as it was told. Workers ask less often: those who were
 * told for nothing rest, the others find jobs. The function that it gives ends it.
 */
export async function waitAlways(database: Database): Promise<() => Promise<void>> {
  const client = await connect(database)
  await client.query('listen headgate')
  const over = new AbortController()
  const asking = (async () => {
    while (!over.signal.aborted) {
      // By hand: a claim that asks would take the jobs.
      await client.query(`
        insert into headgate_private.wake_mark (lane)
        select t.lane from headgate_private.job_type t
        where t.job_type = 'plain' and (
          select m.told_by is null from headgate_private.wake_mark m
          where m.lane = t.lane
          order by m.mark_id desc
          limit 1
        ) is not true`)
      await sleep(ASK_EVERY_MS)
    }
  })()
  return async () => {
    over.abort()
    await asking
    await client.end()
  }
}
