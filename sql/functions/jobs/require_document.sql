create function headgate_private.require_document(p_document jsonb, p_argument text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_most integer := headgate_private.setting_number('max_payload_bytes');
begin
  if pg_catalog.pg_column_size(p_document) > v_most then
    perform headgate_private.raise('JQ003',
      pg_catalog.format('%s has %s bytes, the largest allowed has %s', p_argument, pg_catalog.pg_column_size(p_document), v_most),
      pg_catalog.jsonb_build_object('argument', p_argument, 'bytes', pg_catalog.pg_column_size(p_document), 'largest', v_most));
  end if;
end
$$;

comment on function headgate_private.require_document(jsonb, text) is 'Raises JQ003 for a document larger than the setting max_payload_bytes.';
