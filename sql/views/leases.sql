-- Who holds what. Tokens are left out: whoever reads this must not be able to settle somebody else's jobs.
create view headgate.leases as
select l.worker, l.job_type, l.claimed_at, l.expires_at, l.run_until, l.actor, l.job_ids
from headgate_private.lease l;

comment on view headgate.leases is 'Who holds which jobs until when.';
comment on column headgate.leases.worker is 'Who holds them.';
comment on column headgate.leases.job_type is 'Type of its jobs.';
comment on column headgate.leases.claimed_at is 'When the jobs were claimed.';
comment on column headgate.leases.expires_at is 'When the hold ends unless a heartbeat extends it.';
comment on column headgate.leases.run_until is 'Beyond this no heartbeat extends it.';
comment on column headgate.leases.actor is 'Database role that claimed them.';
comment on column headgate.leases.job_ids is 'The jobs still held.';
