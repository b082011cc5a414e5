-- The partitions of the ledger.
--
-- job_queue_<n> takes the job ids from n * 1,000,000,000 on, as many. Ids are drawn from one sequence; tick makes the
-- next partition ahead and, when an eighth of the retention has passed, turns the sequence over to it. So a partition
-- spans a stretch of time, whatever the rate, and there are about ten: the one in which jobs are enqueued, the next
-- one, and eight whose jobs are history or become it.
--
-- One whose jobs are all past their retention is dropped. The few that must stay for longer (stragglers: jobs for a
-- distant day, dead letters) are put into a new, small partition in its place, together with those of the partition
-- before it.

create table headgate_private.ledger_partition (
  number integer primary key,
  relation regclass not null,
  from_id bigint not null,
  to_id bigint not null,
  opened_at timestamptz,
  closed_at timestamptz,
  writers text[],
  look_at timestamptz,
  obstacle text,
  jobs integer,
  judged_to bigint,
  completed_before timestamptz,
  dead_before timestamptz,
  stragglers bigint[] not null default '{}'
);
comment on table headgate_private.ledger_partition is 'The partitions of job_queue: which ids each takes, since when, and how far retention has come with it.';
comment on column headgate_private.ledger_partition.number is 'It is the table job_queue_<number>.';
comment on column headgate_private.ledger_partition.relation is 'That table: it is another one once jobs were copied out of it.';
comment on column headgate_private.ledger_partition.from_id is 'Its first job id.';
comment on column headgate_private.ledger_partition.to_id is 'The first job id beyond it.';
comment on column headgate_private.ledger_partition.opened_at is 'Since when job ids are drawn from it; null: not yet.';
comment on column headgate_private.ledger_partition.closed_at is 'When its last job was enqueued; null: ids may still be drawn from it.';
comment on column headgate_private.ledger_partition.writers is 'Virtual ids of the transactions that may have drawn an id from it and were not over when it was closed.';
comment on column headgate_private.ledger_partition.look_at is 'Retention leaves it alone until then; null: it does not.';
comment on column headgate_private.ledger_partition.obstacle is 'What kept it from being retired when retention last looked; null: nothing.';
comment on column headgate_private.ledger_partition.jobs is 'How many stragglers it is made of; null: it is as it was filled.';
comment on column headgate_private.ledger_partition.judged_to is 'Its jobs from this id on have been judged; null: none.';
comment on column headgate_private.ledger_partition.completed_before is 'Jobs completed or cancelled after this were judged stragglers.';
comment on column headgate_private.ledger_partition.dead_before is 'Dead letters younger than this were judged stragglers.';
comment on column headgate_private.ledger_partition.stragglers is 'The jobs judged so far that must stay.';

create table headgate_private.job_queue_0 (like headgate_private.job_queue including all excluding comments)
with (fillfactor = 45);
alter table headgate_private.job_queue attach partition headgate_private.job_queue_0 for values from (0) to (1000000000);
insert into headgate_private.ledger_partition (number, relation, from_id, to_id)
values (0, 'headgate_private.job_queue_0', 0, 1000000000);
