-- Many callers of one endpoint take turns before they go to its row (take_turn); a reservation remembers the turn that its
-- release takes.
--
-- Whether an endpoint is plain is asked of the row (is_plain): a generated column is parsed anew by each statement that updates
-- its table, changed or not.

alter table headgate_private.reservation add column turn bigint;
comment on column headgate_private.reservation.turn is 'Turn that a release takes before it goes to the endpoint''s row; null: none.';
alter table headgate_private.api_rate_limits drop column plain;
