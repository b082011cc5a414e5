-- The words of the contract: types that appear in the signatures of public functions.
--
-- A result column that is never null has a domain named nn_…; the client takes its nullability from there.
-- These domains stand in signatures only, never on table columns, so that changing one revalidates nothing.
-- Arguments use the unconstrained domains: a null then reaches the function, which answers with an error
-- that names the argument, where a constrained domain would answer with a bare 23502.

create type headgate.job_state as enum ('queued', 'running', 'completed', 'dead_lettered', 'cancelled');
comment on type headgate.job_state is 'Where a job is in its life. Waiting for a time is queued with a future scheduled_at.';

create domain headgate.job_id as bigint;
comment on domain headgate.job_id is 'Identifies one job, for ever.';
create domain headgate.lease_token as uuid;
comment on domain headgate.lease_token is 'Fencing token of one lease: proof that the caller still holds the jobs it was given.';
create domain headgate.reservation_id as bigint;
comment on domain headgate.reservation_id is 'Identifies capacity taken by one acquire_api_capacity call.';

create domain headgate.nn_job_id as headgate.job_id not null;
comment on domain headgate.nn_job_id is 'A job id that is never null.';
create domain headgate.nn_lease_token as headgate.lease_token not null;
comment on domain headgate.nn_lease_token is 'A lease token that is never null.';
create domain headgate.nn_reservation_id as headgate.reservation_id not null;
comment on domain headgate.nn_reservation_id is 'A reservation id that is never null.';
create domain headgate.nn_job_ids as headgate.job_id[] not null;
comment on domain headgate.nn_job_ids is 'A list of job ids, possibly empty, never null.';
create domain headgate.nn_job_state as headgate.job_state not null;
comment on domain headgate.nn_job_state is 'A job state that is never null.';
create domain headgate.nn_text as text not null;
comment on domain headgate.nn_text is 'Text that is never null.';
create domain headgate.nn_integer as integer not null;
comment on domain headgate.nn_integer is 'An integer that is never null.';
create domain headgate.nn_bigint as bigint not null;
comment on domain headgate.nn_bigint is 'A bigint that is never null.';
create domain headgate.nn_double as double precision not null;
comment on domain headgate.nn_double is 'A number that is never null.';
create domain headgate.nn_boolean as boolean not null;
comment on domain headgate.nn_boolean is 'A boolean that is never null.';
create domain headgate.nn_timestamptz as timestamptz not null;
comment on domain headgate.nn_timestamptz is 'A moment that is never null.';
create domain headgate.nn_jsonb as jsonb not null;
comment on domain headgate.nn_jsonb is 'A JSON document that is never SQL null.';
