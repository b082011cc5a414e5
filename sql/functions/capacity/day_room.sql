create function headgate_private.day_room(p_endpoint headgate_private.api_rate_limits, p_dimension text)
returns bigint
language sql
immutable
as $$
  select greatest(m.most - m.taken, 0) from pg_catalog.unnest(p_endpoint.meters) m where m.period = 'day' and m.dimension = p_dimension
$$;

comment on function headgate_private.day_room(headgate_private.api_rate_limits, text) is 'What is left of a day''s budget; null: there is none.';
