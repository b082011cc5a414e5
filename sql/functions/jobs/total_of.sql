create function headgate_private.total_of(p_terms headgate_private.terms, p_cost headgate_private.charge)
returns bigint
language sql
immutable
as $$
  select case when (p_cost).input_tokens is null then (p_cost).tokens
    else pg_catalog.ceil((p_cost).input_tokens * coalesce((p_terms).input_token_weight, 1)
      + (p_cost).output_tokens * coalesce((p_terms).output_token_weight, 1))::bigint end
$$;

comment on function headgate_private.total_of(headgate_private.terms, headgate_private.charge) is 'What tokens count in the total of a scope: weighted, where their kinds are told.';
