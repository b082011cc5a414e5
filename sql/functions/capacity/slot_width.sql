create function headgate_private.slot_width(p_endpoint headgate_private.api_rate_limits)
returns double precision
language sql
immutable
as $$ select ((p_endpoint.window_seconds + p_endpoint.skew_allowance_seconds) / 60)::double precision $$;

comment on function headgate_private.slot_width(headgate_private.api_rate_limits) is 'Seconds per slot: 60 slots span the window and its skew allowance, the 61st is the one being filled.';
