create function headgate_private.require_batch(p_batch jsonb, p_argument text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_most numeric := headgate_private.setting_number('max_batch_size');
begin
  perform headgate_private.require(pg_catalog.jsonb_typeof(p_batch) = 'array', p_argument, 'must be a JSON array');
  perform headgate_private.require(
    pg_catalog.jsonb_array_length(p_batch) <= v_most, p_argument,
    pg_catalog.format('has %s elements; the setting max_batch_size allows %s', pg_catalog.jsonb_array_length(p_batch), v_most)
  );
end
$$;

comment on function headgate_private.require_batch(jsonb, text) is 'Raises JQ001 unless a batch is an array of acceptable length.';
