-- A small Headgate of hostile shapes: what the generator must carry over exactly.
do $$
declare
  v_role text;
begin
  foreach v_role in array array['headgate_producer', 'headgate_worker', 'headgate_operator', 'headgate_observer'] loop
    begin
      execute pg_catalog.format('create role %I nologin', v_role);
    exception when duplicate_object or unique_violation then null; -- roles belong to the whole server
    end;
  end loop;
end $$;

create schema headgate;
create schema headgate_private;
alter default privileges revoke execute on functions from public;
grant usage on schema headgate to headgate_producer, headgate_worker, headgate_operator, headgate_observer;

create domain headgate.parcel_id as bigint;
comment on domain headgate.parcel_id is 'Identifies one parcel.';
create domain headgate.nn_parcel_id as headgate.parcel_id not null;
create domain headgate.nn_parcel_ids as headgate.parcel_id[] not null;
create domain headgate.seal as uuid;
create domain headgate.nn_text as text not null;
create domain headgate.nn_jsonb as jsonb not null;
create domain headgate.nn_bigint as bigint not null;
create domain headgate.nn_timestamptz as timestamptz not null;
create domain headgate.weight as numeric check (value > 0);
create domain headgate.percent as integer check (value between 0 and 100);
create domain headgate.units as bigint check (value >= -9007199254740993 and value <> 0);
create domain headgate.code as text check (value ~ '^[A-Z]{2}(-[0-9]+)*$');
create domain headgate.label as text check (length(value) between 1 and 5);
create domain headgate.colour as text check (value in ('red', 'it''s "green"'));
-- The first condition is beyond what the client can judge: the server alone does.
create domain headgate.odd_percent as headgate.percent check (value % 2 = 1) check (value <> 33);
create type headgate.parcel_state as enum ('waiting', 'it''s "sent"', 'constructor');
comment on type headgate.parcel_state is 'Where a parcel is; */ and `backticks` are only words here.';
create domain headgate.nn_parcel_state as headgate.parcel_state not null;
-- A type that only looks like a built-in one.
create type headgate.text as enum ('lies');

create domain headgate.seals as headgate.seal[];
create type headgate.spot as (shelf integer, "order" headgate.label, at timestamptz, parcel_state headgate.parcel_state);
comment on type headgate.spot is 'Where in the depot; */ and `backticks` again.';
comment on column headgate.spot.shelf is 'Counted from the door.';
create domain headgate.nn_spot as headgate.spot not null;
create type headgate.box as (
  number headgate.nn_bigint, place headgate.nn_spot, spots headgate.spot[], seal_lists headgate.seals[], contents jsonb,
  weight headgate.weight, label_text text, data bytea, "constructor" boolean
);
create domain headgate.boxes as headgate.box[];
create type headgate.nothing as ();

create table headgate_private.error_catalog (
  sqlstate text primary key, name text not null, retryable boolean not null, summary text not null, action text not null
);
insert into headgate_private.error_catalog values
  ('JQ001', 'invalid_argument', false, 'An argument makes no sense.', 'Correct the argument named in detail.'),
  ('JQ101', 'unknown_parcel', false, 'There is no such parcel.', 'Use an id that send_parcel returned.'),
  ('JQ102', 'seal_broken', false, 'The seal is not the parcel''s.', 'Stop; */ somebody else has it.'),
  ('JQ103', 'ledger_closed', false, 'The ledger takes no rows.', 'Wait for the operator.'),
  ('JQ210', 'depot_full', true, 'The depot is full.', 'Try again at detail.retry_at.');

create function headgate_private.raise(p_sqlstate text, p_message text, p_detail jsonb)
returns void language plpgsql set search_path = '' as $$
begin
  raise exception using errcode = p_sqlstate, message = p_message, detail = p_detail,
    hint = (select c.action from headgate_private.error_catalog c where c.sqlstate = p_sqlstate);
end $$;

create table headgate_private.ledger (entry text);
create function headgate_private.guard_ledger() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.entry = 'closed' then perform headgate_private.raise('JQ103', 'the ledger is closed', '{}'); end if;
  return new;
end $$;
create trigger guard before insert on headgate_private.ledger for each row execute function headgate_private.guard_ledger();

-- The codes are two calls away, in a condition and in the subscript of an assignment.
create function headgate_private.find(p_parcel_id bigint) returns boolean language plpgsql set search_path = '' as $$
begin
  if p_parcel_id = 404 then
    perform headgate_private.raise('JQ101', 'there is no parcel 404', jsonb_build_object('parcel_id', p_parcel_id));
  end if;
  return true;
end $$;
create function headgate_private.position(p_parcel_id bigint) returns integer language sql set search_path = '' as $$
  select case when headgate_private.find(p_parcel_id) then 1 else 0 end
$$;

create function headgate.send_parcel(
  p_to text,
  p_state headgate.parcel_state default 'waiting',
  p_weight numeric default null,
  p_contents jsonb default '{}',
  p_units bigint default null,
  p_labels text[] default '{}',
  p_states headgate.parcel_state[] default null,
  p_at timestamptz default null,
  p_parent_id headgate.parcel_id default null
)
returns table (
  parcel_id headgate.nn_parcel_id,
  parcel_ids headgate.nn_parcel_ids,
  state headgate.nn_parcel_state,
  states headgate.parcel_state[],
  contents headgate.nn_jsonb,
  labels text[],
  units headgate.nn_bigint,
  weight headgate.weight,
  "order" headgate.nn_text,
  at timestamptz,
  seal headgate.seal
)
language plpgsql security definer set search_path = '' as $$
begin
  case p_to
    when 'nobody' then
      perform headgate_private.raise('JQ001', 'p_to must be somebody', jsonb_build_object('argument', 'p_to'));
    when 'full' then
      perform headgate_private.raise('JQ210', 'the depot is full',
        jsonb_build_object('retry_at', '2031-02-03T04:05:06.789012Z'::timestamptz, 'depth', 12));
    else
      insert into headgate_private.ledger (entry) values (p_to);
  end case;
  return query select 9007199254740993::headgate.nn_parcel_id,
    array[1, 9007199254740993]::headgate.parcel_id[]::headgate.nn_parcel_ids, p_state::headgate.nn_parcel_state, p_states,
    p_contents::headgate.nn_jsonb, p_labels, coalesce(p_units, 0)::headgate.nn_bigint, p_weight::headgate.weight,
    p_to::headgate.nn_text, p_at, '6f1c1f0e-5a0e-4c0f-9d5b-0d9d7a0a1b2c'::headgate.seal;
end $$;
comment on function headgate.send_parcel is
'Sends a parcel */ with `backticks` and {braces}.

A second paragraph,
over two lines.
@param p_to Who gets it; ''nobody'' is refused.
@param p_weight Kilograms, above 0; p_units counts apart, p_other is nothing.
@param p_units How many units of 1 g;
  continued on a second line.
@returns one row: the parcel */ as it left.
@column order Where it stands in line.
@errors JQ001 JQ103 JQ210
@since 0.1
@unheard of tags are ignored';
grant execute on function headgate.send_parcel to headgate_producer, headgate_worker;

create function headgate.send_parcels(p_parcels jsonb)
returns table (element integer, note headgate.nn_jsonb)
language plpgsql set search_path = '' as $$
declare
  v_found integer[] := '{}';
begin
  v_found[headgate_private.position(1)] := headgate_private.position(2);
  return query select (o - 1)::integer, j::headgate.nn_jsonb from jsonb_array_elements(p_parcels) with ordinality as e(j, o) order by o;
end $$;
comment on function headgate.send_parcels is
'Sends many parcels.
@param p_parcels Each as send_parcel takes it.
@each p_parcels send_parcel
@returns many rows, in the order given
@errors JQ101';
grant execute on function headgate.send_parcels to headgate_producer;

create function headgate.find_parcel(p_parcel_id headgate.parcel_id)
returns table (parcel_id headgate.nn_parcel_id)
language plpgsql stable set search_path = '' as $$
begin
  begin
    perform headgate_private.find(p_parcel_id);
  exception when sqlstate 'JQ101' then
    return;
  end;
  if p_parcel_id = 500 then perform 1 / 0; end if;
  if p_parcel_id = 501 then perform headgate.no_such(); end if;
  return query select p_parcel_id::headgate.nn_parcel_id;
end $$;
comment on function headgate.find_parcel is
'Finds a parcel, or not.
@returns maybe a row';
grant execute on function headgate.find_parcel to headgate_observer;

create function headgate.judge_values(
  p_weight headgate.weight default null,
  p_percent headgate.percent default null,
  p_units headgate.units default null,
  p_code headgate.code default null,
  p_label headgate.label default null,
  p_colour headgate.colour default null,
  p_odd_percent headgate.odd_percent default null
) returns void language plpgsql stable set search_path = '' as $$ begin end $$;
comment on function headgate.judge_values is 'Takes what domains allow.';
grant execute on function headgate.judge_values to headgate_observer;

create function headgate.delete(p_class text, p_seal headgate.seal default null) returns void
language plpgsql set search_path = '' as $$
begin
  if p_seal is null then raise exception 'no' using errcode = 'JQ102'; end if;
exception when others then
  raise;
end $$;
comment on function headgate.delete is E'Deletes a class of parcels.\n@errors JQ102';
grant execute on function headgate.delete to headgate_operator;

create function headgate.count_parcels(out total headgate.nn_bigint, in p_from bigint, in p_to bigint default 1)
language plpgsql immutable set search_path = '' as $$ begin total := p_from + p_to; end $$;
comment on function headgate.count_parcels is 'Adds.';
grant execute on function headgate.count_parcels to headgate_observer;

create function headgate.first_parcel() returns headgate.parcel_id
language sql stable set search_path = '' begin atomic; select null::bigint::headgate.parcel_id; end;
comment on function headgate.first_parcel is 'The first parcel.';
grant execute on function headgate.first_parcel to headgate_observer;

create function headgate.copy_boxes(p_box headgate.box, p_boxes headgate.boxes default null, p_nothing headgate.nothing default null)
returns table (box headgate.box, boxes headgate.boxes, nothing headgate.nothing)
language sql stable set search_path = '' as $$ select p_box, p_boxes, p_nothing $$;
comment on function headgate.copy_boxes is
'Copies boxes.
@param p_box One of them.
@returns one row';
grant execute on function headgate.copy_boxes to headgate_observer;

create function headgate.open_box(p_box headgate.box) returns headgate.box
language sql stable set search_path = '' as $$ select p_box $$;
comment on function headgate.open_box is 'Answers the attributes of a box.';
grant execute on function headgate.open_box to headgate_observer;

create function headgate.list_boxes(p_boxes headgate.boxes) returns headgate.boxes
language sql stable set search_path = '' as $$ select p_boxes $$;
comment on function headgate.list_boxes is 'Answers boxes without a name.';
grant execute on function headgate.list_boxes to headgate_observer;

-- Will lie: tests replace its body by one that leaks a null.
create function headgate.leak(out leaked headgate.nn_text, out other integer)
language plpgsql set search_path = '' as $$ begin leaked := 'tight'; other := 1; end $$;
comment on function headgate.leak is 'Leaks a null.';
grant execute on function headgate.leak to headgate_observer;
