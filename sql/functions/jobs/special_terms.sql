create function headgate_private.special_terms(p_endpoint_ids integer[])
returns headgate_private.terms[]
language sql
stable
as $$
  select pg_catalog.array_agg(headgate_private.terms_of(l))
  from headgate_private.api_rate_limits l
  where l.endpoint_id = any (p_endpoint_ids)
    and (coalesce(l.input_token_weight, l.output_token_weight) is not null
      or coalesce(l.request_charge, l.token_charge, l.input_token_charge, l.output_token_charge) is not null)
$$;

comment on function headgate_private.special_terms(integer[]) is 'The terms of those endpoints that have any of their own; null: none has.';
