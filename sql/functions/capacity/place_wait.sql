-- In how long one of the calls in flight will end, if they go on ending as they did of late; before any has ended, the
-- setting concurrency_poll_seconds. Between a hundredth of a second and a minute, so that one odd call misleads nobody for long.
create function headgate_private.place_wait(p_endpoint headgate_private.api_rate_limits)
returns interval
language sql
stable
as $$
  select interval '1 second' * coalesce(
    least(greatest(p_endpoint.hold_seconds / greatest(p_endpoint.in_flight, 1), 0.01), 60),
    headgate_private.setting_number('concurrency_poll_seconds')::double precision
  )
$$;

comment on function headgate_private.place_wait(headgate_private.api_rate_limits) is 'How long a caller should wait for a place among the concurrent calls.';
