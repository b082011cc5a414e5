create function headgate_private.queue_horizon(p_now timestamptz)
returns timestamptz
language sql
stable
as $$ select p_now + headgate_private.setting_number('max_backpressure_delay_seconds') * interval '1 second' $$;

comment on function headgate_private.queue_horizon(timestamptz) is 'Until when a job must be due to count among those that wait for its endpoint.';
