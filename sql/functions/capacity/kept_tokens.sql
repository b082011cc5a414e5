create function headgate_private.kept_tokens(p_endpoint headgate_private.api_rate_limits, p_now timestamptz)
returns bigint
language sql
immutable
as $$ select case when p_endpoint.waiting_until > p_now then p_endpoint.waiting_tokens else 0 end $$;

comment on function headgate_private.kept_tokens(headgate_private.api_rate_limits, timestamptz) is 'Tokens that are left free for the head of a lane.';
