-- Who waits for which lane, so that whoever puts a job in line knows whether to tell anybody.
--
-- Marks are added and, once they are old, deleted; none is ever updated. The newest mark of a lane, the last entry of
-- its index, says how things stand: what a held snapshot keeps of older ones lies before it and is never walked.

create table headgate_private.wake_mark (
  mark_id bigint generated always as identity,
  told_by xid8,
  lane integer not null,
  primary key (lane, mark_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
create index wake_mark_by_teller on headgate_private.wake_mark (lane, told_by) where told_by is not null;
comment on table headgate_private.wake_mark is 'Whether anybody waits to be told of jobs. Of each lane the newest mark counts.';
comment on column headgate_private.wake_mark.mark_id is 'Counts up; the greatest of a lane is the present state.';
comment on column headgate_private.wake_mark.told_by is 'Transaction that told those who waited; null: somebody has found the line empty, listens and waits.';
comment on column headgate_private.wake_mark.lane is 'The line.';
