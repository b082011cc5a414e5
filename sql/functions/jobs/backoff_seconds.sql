-- Half of the delay is fixed and half is random, so that jobs which failed together do not come back together.
-- Source: "equal jitter", M. Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015.
create function headgate_private.backoff_seconds(p_type headgate_private.job_type, p_retry integer)
returns numeric
language sql
volatile
as $$
  select least(
    p_type.backoff_cap_seconds,
    p_type.backoff_base_seconds * case p_type.backoff
      when 'fixed' then 1
      when 'linear' then p_retry
      else pg_catalog.power(2::numeric, least(p_retry - 1, 30))
    end
  ) * (0.5 + pg_catalog.random() / 2)::numeric
$$;

comment on function headgate_private.backoff_seconds(headgate_private.job_type, integer) is 'Delay before the n-th retry (from 1) of a job of a type, in seconds.';
