-- Whether an amount does not fit beside what is taken. A request larger than the limit may be admitted when nothing
-- else is taken, if the endpoint says so.
create function headgate_private.exceeds(p_amount bigint, p_taken bigint, p_most bigint, p_alone boolean)
returns boolean
language sql
immutable
as $$ select p_amount + p_taken > p_most and not (p_alone and p_amount > p_most and p_taken = 0) $$;

comment on function headgate_private.exceeds(bigint, bigint, bigint, boolean) is 'Whether an amount does not fit; null: there is no limit.';
