-- The place in line of a job that may run at p_at: this transaction now, or none yet.
create function headgate_private.place_at(p_at timestamptz, p_now timestamptz)
returns xid8
language sql
volatile
as $$ select case when p_at <= p_now then pg_catalog.pg_current_xact_id() end $$;

comment on function headgate_private.place_at(timestamptz, timestamptz) is 'The ready_xid of a job that may run at a moment; null when that lies ahead.';
