-- By the error's own code before its message: OpenAI's messages about rates speak of billing, and Google's about rates of
-- a quota. A spend cap and a request that is too large come as 429 like the others, but waiting does not help.
create function headgate_private.throttle_kind(p_status integer, p_error text, p_headers jsonb)
returns text
language sql
immutable
as $$
  select case
    when p_status not in (402, 429, 503, 529) and s.said !~* '\m(throttlingexception|toomanyrequestsexception)\M' then 'none'
    when s.said ~* 'request too large' then 'oversized'
    when p_status = 402 or p_headers ->> 'x-should-retry' = 'false'
      or s.said ~* '\m(insufficient_quota|billing_hard_limit_reached|billing_not_active|billing_error)\M'
      or s.said ~* 'enforced_spend_limit_reached|spend(ing)?[ _](limit|cap)|credit balance is too low'
    then 'spend'
    when s.said ~* 'acceleration|slow[ _]?down' then 'acceleration'
    when p_status in (503, 529) or s.said ~* 'overloaded' then 'overload'
    else 'rate'
  end
  from (select pg_catalog.left(pg_catalog.concat_ws(' ', p_error, p_headers ->> 'x-amzn-errortype'), 4000) as said) s
$$;

comment on function headgate_private.throttle_kind(integer, text, jsonb) is 'Why a provider refused a call: rate, acceleration, overload, spend, oversized; none: it did not.';
