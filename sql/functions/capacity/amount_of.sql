create function headgate_private.amount_of(p_charge headgate_private.charge, p_dimension text)
returns bigint
language sql
immutable
as $$
  select case p_dimension
    when 'requests' then p_charge.requests
    when 'tokens' then p_charge.tokens
    when 'input_tokens' then p_charge.input_tokens
    when 'output_tokens' then p_charge.output_tokens
    when 'cost' then p_charge.cost
  end
$$;

comment on function headgate_private.amount_of(headgate_private.charge, text) is 'What a charge counts in a dimension.';
