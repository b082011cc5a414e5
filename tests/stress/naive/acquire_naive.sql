-- A limiter as it is often written: read what was granted, compare, write the grant. Each statement is right;
-- what is read may be out of date when it is acted upon. Kept to show that the stress test can tell.
create table headgate_test.naive_grant (
  grant_id bigint generated always as identity primary key,
  granted_at timestamptz not null,
  tokens bigint not null,
  ended_at timestamptz
);

create function headgate_test.acquire_naive(
  p_tokens bigint,
  p_request_limit integer,
  p_token_limit integer,
  p_concurrency_limit integer,
  p_window interval
)
returns table (granted boolean, reservation_id bigint)
language plpgsql
as $$
declare
  v_now timestamptz := headgate_private.clock();
  v_requests bigint;
  v_tokens bigint;
  v_in_flight bigint;
begin
  select count(*), coalesce(sum(g.tokens), 0) into v_requests, v_tokens
  from headgate_test.naive_grant g
  where g.granted_at > v_now - p_window;
  select count(*) into v_in_flight from headgate_test.naive_grant g where g.ended_at is null;
  if v_requests < p_request_limit and v_tokens + p_tokens <= p_token_limit and v_in_flight < p_concurrency_limit then
    return query insert into headgate_test.naive_grant (granted_at, tokens) values (v_now, p_tokens)
      returning true, grant_id;
  else
    return query select false, null::bigint;
  end if;
end
$$;

create function headgate_test.release_naive(p_id bigint, p_actual_tokens bigint)
returns void
language sql
as $$
  update headgate_test.naive_grant set ended_at = headgate_private.clock(), tokens = p_actual_tokens
  where grant_id = p_id
$$;
