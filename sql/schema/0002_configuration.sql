-- What an operator may set, what an error means, which transitions are legal.

create table headgate_private.system_configuration (
  key text primary key,
  value jsonb not null,
  value_type text not null,
  minimum numeric,
  maximum numeric,
  unit text,
  description text not null,
  origin text not null default 'seed',
  updated_at timestamptz not null,
  updated_by text not null,
  constraint value_type_is_known check (value_type in ('integer', 'number', 'boolean', 'text')),
  constraint origin_is_known check (origin in ('seed', 'environment', 'operator'))
);
comment on table headgate_private.system_configuration is 'Settings: typed, ranged, described. Changed by set_configuration and by seeds.';
comment on column headgate_private.system_configuration.key is 'Name of the setting.';
comment on column headgate_private.system_configuration.value is 'Its value, as JSON of the type named by value_type.';
comment on column headgate_private.system_configuration.value_type is 'integer, number, boolean or text.';
comment on column headgate_private.system_configuration.minimum is 'Smallest value accepted; null: none.';
comment on column headgate_private.system_configuration.maximum is 'Largest value accepted; null: none.';
comment on column headgate_private.system_configuration.unit is 'Unit of the value, where it has one.';
comment on column headgate_private.system_configuration.description is 'What the setting does.';
comment on column headgate_private.system_configuration.origin is 'seed: the value is that of base.sql. environment: of the environment''s seed. operator: somebody set it; seeds leave it alone.';
comment on column headgate_private.system_configuration.updated_at is 'When the value was last changed.';
comment on column headgate_private.system_configuration.updated_by is 'Who changed it last.';

create table headgate_private.error_catalog (
  sqlstate text primary key,
  name text not null unique,
  retryable boolean not null,
  summary text not null,
  action text not null,
  constraint sqlstate_is_in_class_jq check (sqlstate ~ '^JQ[0-9]{3}$')
);
comment on table headgate_private.error_catalog is 'Every error that a public function raises on purpose.';
comment on column headgate_private.error_catalog.sqlstate is 'SQLSTATE, class JQ.';
comment on column headgate_private.error_catalog.name is 'The name that clients use.';
comment on column headgate_private.error_catalog.retryable is 'Whether the same call may succeed later without a change.';
comment on column headgate_private.error_catalog.summary is 'What went wrong.';
comment on column headgate_private.error_catalog.action is 'What the caller should do; sent as the HINT.';

create table headgate_private.job_transition (
  from_state headgate.job_state,
  to_state headgate.job_state not null,
  action text not null,
  made_by text not null,
  constraint transition_is_listed_once unique (action, from_state, to_state, made_by)
);
comment on table headgate_private.job_transition is 'The legal transitions of a job, the audit action of each, and the public function that makes it.';
comment on column headgate_private.job_transition.from_state is 'State before; null: the job did not exist.';
comment on column headgate_private.job_transition.to_state is 'State after.';
comment on column headgate_private.job_transition.action is 'The action written to audit_log.';
comment on column headgate_private.job_transition.made_by is 'The public function that makes the transition.';

create table headgate_private.deployment (
  deployment_id bigint generated always as identity primary key,
  version text not null,
  environment text not null,
  server_major integer not null,
  schema_files integer not null,
  files_hash text not null,
  files jsonb not null,
  catalog_hash text not null,
  catalog jsonb not null,
  deployed_at timestamptz not null default clock_timestamp(),
  deployed_by text not null default session_user
);
comment on table headgate_private.deployment is 'One row per deploy that changed something; the newest row says what this database is.';
comment on column headgate_private.deployment.deployment_id is 'Counts up; the greatest is the present state.';
comment on column headgate_private.deployment.version is 'Version of the Headgate package that deployed.';
comment on column headgate_private.deployment.environment is 'Whose seeds were sown: the name of a file in sql/seeds/.';
comment on column headgate_private.deployment.server_major is 'PostgreSQL major version; a catalog is compared only with one recorded on the same major.';
comment on column headgate_private.deployment.schema_files is 'How many files of sql/schema/ are in force.';
comment on column headgate_private.deployment.files_hash is 'SHA-256 over all files of sql/ (line ends normalised).';
comment on column headgate_private.deployment.files is 'Path of each file of sql/ and its SHA-256.';
comment on column headgate_private.deployment.catalog_hash is 'SHA-256 over the description of the live catalog of both schemas after the deploy.';
comment on column headgate_private.deployment.catalog is 'Each object of both schemas and the SHA-256 of its description, so that drift can be named.';
comment on column headgate_private.deployment.deployed_at is 'When.';
comment on column headgate_private.deployment.deployed_by is 'The role that connected (session_user).';

