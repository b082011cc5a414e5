-- Settled reservations of somebody else, and ids that mean nothing. An operator may release for others.
create function headgate_private.refuse_foreign_reservation(p_reservation_id bigint, p_actor text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_actor is null then
    select r.actor into p_actor from headgate_private.reservation r where r.reservation_id = p_reservation_id;
  end if;
  if p_actor is null then
    perform headgate_private.raise(
      'JQ204',
      pg_catalog.format('there is no reservation %s', p_reservation_id),
      pg_catalog.jsonb_build_object('reservation_id', p_reservation_id::text)
    );
  elsif not pg_catalog.pg_has_role(headgate_private.actor(), 'headgate_operator', 'member') then
    perform headgate_private.raise(
      'JQ205',
      pg_catalog.format('reservation %s was acquired by another role', p_reservation_id),
      pg_catalog.jsonb_build_object('reservation_id', p_reservation_id::text, 'actor', headgate_private.actor())
    );
  end if;
end
$$;

comment on function headgate_private.refuse_foreign_reservation(bigint, text) is 'Raises JQ204 unknown_reservation or JQ205 reservation_not_yours.';
