-- What a provider's refusals have taught us: the limits that are in force are the limits that were set times a factor,
-- which a refusal lowers at once and time brings back.

alter table headgate_private.api_rate_limits
  add column factor double precision not null default 1,
  add column factor_from timestamptz,
  add column factor_until timestamptz,
  add column throttled_at timestamptz,
  add constraint factor_is_a_share check (factor > 0 and factor <= 1);
comment on column headgate_private.api_rate_limits.factor is 'Share of the limits that is in force up to factor_from; from there it grows evenly to 1 at factor_until.';
comment on column headgate_private.api_rate_limits.factor_from is 'When the factor begins to recover: when the block of the last refusal ends.';
comment on column headgate_private.api_rate_limits.factor_until is 'When the limits are in force again in full; null: they never were not.';
comment on column headgate_private.api_rate_limits.throttled_at is 'When the factor was last lowered: refusals of calls made before that tell nothing new.';
