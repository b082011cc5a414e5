create function headgate_private.ring_seconds(p_endpoint headgate_private.api_rate_limits)
returns numeric
language sql
immutable
as $$ select p_endpoint.window_seconds + p_endpoint.skew_allowance_seconds $$;

comment on function headgate_private.ring_seconds(headgate_private.api_rate_limits) is 'Seconds that 60 slots span: the window and its skew allowance. The 61st slot is the one being filled.';
