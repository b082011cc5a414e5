import { connect, type Database } from '../server.ts'
import { ACTUAL, ESTIMATE, type LimiterContender, pairOfCalls, sqlSession } from './limiter.ts'

/**
 * The least that a limiter must do: one that is exact, on the row that ours updates and on one of two columns; and one that
 * has a reservation for each call and a record of its settlement, by functions that write our rows and judge nothing.
 */
export function bareLimiters(database: Database): LimiterContender[] {
  const sameRow = `update headgate_private.api_rate_limits set tokens_taken = tokens_taken + $1
    where provider = 'bench' and endpoint = 'open' and scope = '' returning tokens_taken`
  const tinyRow = 'update bare set level = level + $1 where id = 1 returning level'
  const update = (name: string, text: string, durable: boolean) => ({
    name,
    open: async () =>
      await sqlSession(await connect(database), durable, async (client) => {
        await client.query({ name, text, values: [ESTIMATE] })
        await client.query({ name, text, values: [-ACTUAL] })
        return 1
      }),
  })
  const pair = {
    take: 'select granted, reservation_id from bare_acquire($1, $2)',
    about: ['open', ESTIMATE],
    giveBack: 'select outcome from bare_release($1, $2)',
  }
  return [
    update('bare update, same row', sameRow, true),
    update('bare update, tiny row', tinyRow, true),
    update('bare update, tiny row, async', tinyRow, false),
    {
      name: "headgate's rows alone",
      open: async () =>
        await sqlSession(await connect(database), true, (client) => pairOfCalls(client, pair)),
    },
  ]
}

export async function installBare(database: Database): Promise<void> {
  const client = await connect(database)
  await client.query(`
    create table bare (id integer primary key, level bigint) with (fillfactor = 10);
    insert into bare values (1, 0);
    ${acquire}
    ${release}
  `)
  await client.end()
}

const acquire = `
  create function bare_acquire(p_endpoint text, p_tokens bigint) returns table (granted boolean, reservation_id bigint)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  #variable_conflict use_column
  begin
    perform pg_advisory_xact_lock(1);
    return query with charged as (
      update headgate_private.api_rate_limits l
      set requests_taken = l.requests_taken + 1, tokens_taken = l.tokens_taken + p_tokens,
        request_slots[61] = l.request_slots[61] + 1, token_slots[61] = l.token_slots[61] + p_tokens,
        in_flight = l.in_flight + 1
      where l.provider = 'bench' and l.endpoint = p_endpoint and l.scope = ''
      returning l.endpoint_id, clock_timestamp() as at
    )
    insert into headgate_private.reservation as r (endpoint_id, requests, tokens, granted_at, expires_at, actor, turn)
    select c.endpoint_id, 1, p_tokens, c.at, c.at + interval '120 seconds', session_user, 1 from charged c
    returning true, r.reservation_id;
  end $$;`

const release = `
  create function bare_release(p_reservation_id bigint, p_tokens bigint) returns table (outcome text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  #variable_conflict use_column
  begin
    perform pg_advisory_xact_lock(1);
    return query with gone as (
      delete from headgate_private.reservation r where r.reservation_id = p_reservation_id
      returning r.endpoint_id, r.tokens, r.granted_at, r.actor
    ), charged as (
      update headgate_private.api_rate_limits l
      set tokens_taken = l.tokens_taken + p_tokens - g.tokens, token_slots[61] = l.token_slots[61] + p_tokens - g.tokens,
        in_flight = l.in_flight - 1, hold_seconds = l.hold_seconds
      from gone g where l.endpoint_id = g.endpoint_id
      returning g.*
    )
    insert into headgate_private.reservation_settled as s (reservation_id, endpoint_id, outcome, estimated_requests,
      estimated_tokens, charged_requests, charged_tokens, granted_at, settled_at, actor)
    select p_reservation_id, c.endpoint_id, 'settled', 1, c.tokens, 1, p_tokens, c.granted_at, clock_timestamp(), c.actor
    from charged c
    returning s.outcome;
  end $$;`
