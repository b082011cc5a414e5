import { DeployError } from './errors.ts'
import type { Session } from './session.ts'

/** Any constant of our own; advisory locks belong to one database, as a deploy does. */
const DEPLOY_LOCK = 4_871_196_013_207_541n

/** One deploy at a time in a database. Given back by commit or rollback. */
export async function takeDeployLock(session: Session): Promise<void> {
  await session.rows('select pg_advisory_xact_lock($1)', [DEPLOY_LOCK.toString()])
}

type Holder = {
  pid: number
  application: string
  role: string | null
  seconds: number | null
  object: string
}

/** After the wait for a lock ran out (and the transaction was rolled back): who has what we may have waited for? */
export async function lockNotAvailable(session: Session, cause: Error): Promise<DeployError> {
  const holders = await session.rows<Holder>(HOLDERS, [DEPLOY_LOCK.toString()]).catch(() => [])
  const problems = holders.map(describe)
  const who = problems.length > 0 ? problems.join('; ') : 'whoever held it is gone by now'
  return new DeployError({
    code: 'lock_not_available',
    message: `Another session holds a lock that the deploy needs: ${who}`,
    hint: 'Let it end (or end it with pg_terminate_backend), then deploy again; --lock-timeout waits longer. Nothing was changed.',
    sqlstate: '55P03',
    problems,
    cause,
  })
}

function describe({ pid, application, role, seconds, object }: Holder): string {
  const age = seconds === null ? '' : `, in transaction for ${Math.round(seconds)} s`
  const by = role === null ? '' : ` as "${role}"`
  return `pid ${pid} (${application === '' ? 'no application name' : application}${by}${age}) on ${object}`
}

const HOLDERS = `
select l.pid, coalesce(max(a.application_name), '') as application, max(a.usename::text) as role,
       max(extract(epoch from clock_timestamp() - a.xact_start))::float8 as seconds,
       string_agg(distinct coalesce(
         c.oid::regclass::text,
         case when l.locktype = 'advisory' then 'the deploy lock' else 'a transaction of its own' end), ', ') as object
from pg_locks as l
left join pg_stat_activity as a on a.pid = l.pid
left join pg_class as c on c.oid = l.relation
left join pg_namespace as n on n.oid = c.relnamespace
where l.granted and l.pid <> pg_backend_pid()
  and l.database = (select oid from pg_database where datname = current_database())
  and (n.nspname in ('headgate', 'headgate_private')
       or l.locktype = 'advisory' and l.objsubid = 1
          and (l.classid::bigint << 32 | l.objid::bigint) = $1::bigint)
group by l.pid order by seconds desc nulls last limit 5`
