-- Of a plain endpoint only the limits decide while its present slot lasts. Its row says until when that is (plain_span), so that
-- a call compares two moments and need not find out.

alter table headgate_private.api_rate_limits
  add column plain_from timestamptz,
  add column plain_until timestamptz;
comment on column headgate_private.api_rate_limits.plain_from is 'From when on the newest slot counts what a plain, open endpoint is charged.';
comment on column headgate_private.api_rate_limits.plain_until is 'Until when; null: not known, or not plain and open.';
