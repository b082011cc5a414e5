-- A job that names neither a total nor kinds takes those of its type; one that names one kind, the other of its type, or 0.
create function headgate_private.kind_estimate(p_own bigint, p_other bigint, p_total bigint, p_of_type integer)
returns bigint
language sql
immutable
as $$
  select case when p_own is not null or p_other is not null or p_total is null and p_of_type is not null
    then coalesce(p_own, p_of_type, 0) end
$$;

comment on function headgate_private.kind_estimate(bigint, bigint, bigint, integer) is 'Tokens of one kind that a job will cost; null: kinds are not told apart.';
