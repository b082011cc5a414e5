-- Who calls: the role set by PostgREST or SET ROLE, else the login role. Inside a definer function
-- current_user is the owner and says nothing.
create function headgate_private.actor()
returns text
language sql
stable
as $$
  select coalesce(nullif(pg_catalog.current_setting('role', true), 'none'), session_user)::text
$$;

comment on function headgate_private.actor() is 'The database role on whose behalf a public function runs.';
