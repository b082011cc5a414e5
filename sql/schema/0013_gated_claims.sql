-- Jobs whose endpoint lies in several scopes, and lanes that wait for room.

alter table headgate_private.lease add column endpoint_ids integer[];
comment on column headgate_private.lease.endpoint_ids is 'The endpoints whose capacity its jobs take; null: endpoint_id alone.';

alter table headgate_private.api_rate_limits
  add column waiting_lane integer,
  add column waiting_tokens bigint,
  add column waiting_until timestamptz;
comment on column headgate_private.api_rate_limits.waiting_lane is 'Lane whose first job is too large for what is free: the others leave it room until waiting_until.';
comment on column headgate_private.api_rate_limits.waiting_tokens is 'Tokens that job needs.';
comment on column headgate_private.api_rate_limits.waiting_until is 'How long room is left for it, unless its lane asks again.';

alter type headgate_private.job_grant add attribute estimated_tokens integer, add attribute endpoint_ids integer[];
comment on type headgate_private.job_grant is 'Capacity that a job took, with the difference between what it cost and what was reserved. endpoint_ids: of which endpoints; null: of endpoint_id alone.';
