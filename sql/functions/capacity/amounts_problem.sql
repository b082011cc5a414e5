-- What is wrong with the amounts of one element, whose keys are numbers; null: nothing. p_prefix: actual_ or none.
create function headgate_private.amounts_problem(p_element jsonb, p_prefix text)
returns text
language sql
immutable
as $$
  select case
    when (p_element ->> (p_prefix || 'requests'))::bigint not between 0 and 1000000 then
      pg_catalog.format('has %srequests not between 0 and 1000000', p_prefix)
    when (p_element ->> (p_prefix || 'tokens'))::bigint not between 0 and 2147483647 then
      pg_catalog.format('has %stokens not between 0 and 2147483647', p_prefix)
    when (p_element ->> (p_prefix || 'input_tokens'))::bigint not between 0 and 2147483647 then
      pg_catalog.format('has %sinput_tokens not between 0 and 2147483647', p_prefix)
    when (p_element ->> (p_prefix || 'output_tokens'))::bigint not between 0 and 2147483647 then
      pg_catalog.format('has %soutput_tokens not between 0 and 2147483647', p_prefix)
    when (p_element ->> (p_prefix || 'cost_micros'))::bigint not between 0 and 1000000000000000 then
      pg_catalog.format('has %scost_micros not between 0 and 1000000000000000', p_prefix)
    when p_element ->> (p_prefix || 'tokens') is not null
      and coalesce(p_element ->> (p_prefix || 'input_tokens'), p_element ->> (p_prefix || 'output_tokens')) is not null then
      pg_catalog.format('has %stokens beside input or output tokens', p_prefix)
  end
$$;

comment on function headgate_private.amounts_problem(jsonb, text) is 'What is wrong with the amounts of one element of a batch.';
