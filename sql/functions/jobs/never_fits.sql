-- The first limit, of any scope, by which no window and no day could ever take a job.
create function headgate_private.never_fits(p_endpoint_id integer, p_estimate headgate_private.charge)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint headgate_private.api_rate_limits;
  v_misfit record;
begin
  for v_endpoint in
    select l.* from headgate_private.api_rate_limits l
    where l.endpoint_id = any (
      (select coalesce(o.endpoint_ids, array[p_endpoint_id]) from headgate_private.api_rate_limits o where o.endpoint_id = p_endpoint_id)::integer[]
    )
    order by l.endpoint_id
  loop
    v_misfit := headgate_private.misfit(v_endpoint, headgate_private.job_charge(headgate_private.terms_of(v_endpoint), p_estimate), 1);
    if v_misfit.dimension is not null then
      return pg_catalog.format('%s %s can never fit into %s/%s%s, which allows %s', v_misfit.amount, v_misfit.dimension,
        v_endpoint.provider, v_endpoint.endpoint, case when v_endpoint.scope <> '' then ', scope ' || v_endpoint.scope else '' end,
        v_misfit.most);
    end if;
  end loop;
  return null;
end
$$;

comment on function headgate_private.never_fits(integer, headgate_private.charge) is 'Why a job could never be claimed; null: it could.';
