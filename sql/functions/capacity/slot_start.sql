-- Rounded up to a whole microsecond, else the slot would not yet have begun at the moment returned.
create function headgate_private.slot_start(p_endpoint headgate_private.api_rate_limits, p_slot bigint)
returns timestamptz
language sql
immutable
as $$
  select timestamptz 'epoch' + interval '1 microsecond'
    * pg_catalog.div(p_slot * headgate_private.ring_seconds(p_endpoint) * 1000000 + 59.999999, 60)::double precision
$$;

comment on function headgate_private.slot_start(headgate_private.api_rate_limits, bigint) is 'The first moment of a slot.';
