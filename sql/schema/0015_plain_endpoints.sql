-- Most endpoints count requests, tokens and concurrent calls in a window and nothing else. Those are charged in one statement,
-- which must know them by one look and a reservation's slot without dividing.
--
-- Checks of these tables go: each statement that writes to a table parses all of its checks anew, which costs as much as the
-- rest of a small one. Nothing but our functions writes here.

alter table headgate_private.api_rate_limits
  add column plain boolean generated always as (
    mode = 'strict' and meters is null and endpoint_ids is null
    and coalesce(request_charge, token_charge, input_token_charge, output_token_charge) is null
  ) stored,
  drop constraint in_flight_is_not_negative,
  drop constraint rings_have_61_slots_or_more,
  drop constraint factor_is_a_share;
alter table headgate_private.reservation_settled drop constraint outcome_is_known;
comment on column headgate_private.api_rate_limits.plain is 'Whether nothing counts but requests, tokens and concurrent calls in a strict window of this row alone, charged in the usual modes.';

alter table headgate_private.reservation add column slot bigint;
comment on column headgate_private.reservation.slot is 'Slot that was charged, of a plain endpoint; null: see granted_at.';
