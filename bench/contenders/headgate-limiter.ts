import type pg from 'pg'
import { connect, type Database } from '../server.ts'
import { ACTUAL, ESTIMATE, type LimiterContender, pairOfCalls, sqlSession } from './limiter.ts'

const ENDPOINTS = 100
/** What a worker leases at once, for about a second of calls. */
const PERMITS = 1000

/** Endpoints beside the one that every installation has: many of them, and a key of a project of an organisation. */
export async function installEndpoints(database: Database): Promise<void> {
  const client = await connect(database)
  const limits = `p_request_limit => 1000000000, p_token_limit => 2000000000, p_concurrency_limit => 1000000`
  await client.query(`
    select headgate.set_api_rate_limit('bench', 'e' || n, ${limits}) from generate_series(1, ${ENDPOINTS}) n;
    select headgate.set_api_rate_limit('bench', 'scoped', 'org', ${limits});
    select headgate.set_api_rate_limit('bench', 'scoped', 'project', ${limits}, p_parents => '[{"scope": "org"}]');
    select headgate.set_api_rate_limit('bench', 'scoped', 'key', ${limits}, p_parents => '[{"scope": "project"}]');
  `)
  await client.end()
}

/** Every way in which our limiter can be used. */
export function headgateLimiters(database: Database): LimiterContender[] {
  const contender = (
    name: string,
    durable: boolean,
    turn: (client: pg.Client, index: number) => Promise<number>,
  ) => ({
    name,
    open: async (index: number) =>
      await sqlSession(await connect(database), durable, (client) => turn(client, index)),
  })
  return [
    contender('headgate', true, (client) => pair(client, 'open', '')),
    contender('headgate, async', false, (client) => pair(client, 'open', '')),
    contender('headgate, 10 at once', true, (client) => batch(client, 10)),
    contender('headgate, 50 at once', true, (client) => batch(client, 50)),
    contender(`headgate, ${PERMITS} leased`, true, lease),
    contender('headgate, three scopes', true, (client) => pair(client, 'scoped', 'key')),
    contender('headgate, 100 endpoints', true, (client) =>
      pair(client, `e${1 + Math.floor(Math.random() * ENDPOINTS)}`, ''),
    ),
  ]
}

async function pair(client: pg.Client, endpoint: string, scope: string): Promise<number> {
  return await pairOfCalls(client, {
    take: `select granted, reservation_id from headgate.acquire_api_capacity('bench', $1, $2, p_scope => $3)`,
    about: [endpoint, ESTIMATE, scope],
    giveBack: 'select outcome from headgate.release_api_capacity($1, $2)',
  })
}

async function batch(client: pg.Client, size: number): Promise<number> {
  const { rows } = await client.query<{ granted: boolean; reservation_id: string }>({
    name: 'acquire many',
    text: `select granted, reservation_id from headgate.acquire_api_capacities('bench', 'open', $1)`,
    values: [JSON.stringify(Array.from({ length: size }, () => ({ tokens: ESTIMATE })))],
  })
  if (rows.length !== size || !rows.every(({ granted }) => granted)) throw new Error('capacity was refused')
  const releases = rows.map(({ reservation_id }) => ({ reservation_id, actual_tokens: ACTUAL }))
  await client.query({
    name: 'release many',
    text: 'select outcome from headgate.release_api_capacities($1)',
    values: [JSON.stringify(releases)],
  })
  return size
}

/** Permits are spent in the worker's own memory, which costs next to nothing, and what they cost is told together. */
async function lease(client: pg.Client, index: number): Promise<number> {
  const { rows } = await client.query<{ permits: number; reservation_id: string }>({
    name: 'lease',
    text: `select permits, reservation_id from headgate.lease_api_permits('bench', 'open', $1, $2, $3)`,
    values: [`worker ${index}`, PERMITS, ESTIMATE],
  })
  const [leased] = rows
  if (leased === undefined || leased.permits === 0) throw new Error('permits were refused')
  let [left, spent] = [leased.permits, 0]
  for (; left > 0; left--) spent += ACTUAL
  await client.query({
    name: 'release lease',
    text: 'select outcome from headgate.release_api_capacity($1, $2, $3)',
    values: [leased.reservation_id, spent, leased.permits],
  })
  return leased.permits
}
