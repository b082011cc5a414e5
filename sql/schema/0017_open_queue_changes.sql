-- Who enqueues far below a depth limit need not look at what has changed, as long as he can tell how much it is at most.
-- And a transaction that stays open for long must not make everybody walk all that was taken in since it began.

alter table headgate_private.queue_sum
  add column until xid8 not null default '0',
  add column open_xids xid8[] not null default '{}',
  add column job_id bigint not null default 0,
  add column job_id_before bigint not null default 0;
comment on column headgate_private.queue_sum.seen is 'No change of a transaction before this one is left, except of those in open_xids.';
comment on column headgate_private.queue_sum.until is 'The first transaction that had not begun when changes were last taken in.';
comment on column headgate_private.queue_sum.open_xids is 'Transactions that were open then, and the time before: these few are looked up one by one.';
comment on column headgate_private.queue_sum.job_id is 'The last job id that was given out then.';
comment on column headgate_private.queue_sum.job_id_before is 'The last that was given out the time before: jobs that neither the sum nor open_xids know have later ones.';
