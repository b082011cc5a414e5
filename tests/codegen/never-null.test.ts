import type { Client } from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../support/database.ts'
import { type Fixture, openFixture } from './fixture.ts'

interface Shape {
  readonly sql: string
  /** What the refusal must say. */
  readonly says: RegExp
}

const odd = 'create function headgate.odd()'
const plpgsql = (body: string) => `language plpgsql as $$ ${body} $$`
const documented = `comment on function headgate.odd is E'Odd.\\n@returns one row'`

/** Every shape in which a result that is declared never null is null all the same. */
const leaks: Readonly<Record<string, Shape>> = {
  'an SQL function whose query finds no row': {
    sql: `${odd} returns headgate.nn_text language sql as $$ select 'x'::headgate.nn_text where false $$`,
    says: /headgate\.odd: .*may find no row/,
  },
  'an SQL function with OUT parameters whose query finds no row': {
    sql: `${odd.replace(')', 'out a headgate.nn_text, out b integer)')} language sql
      begin atomic; select 'x'::headgate.nn_text, 1 where false; end`,
    says: /headgate\.odd: .*may find no row/,
  },
  'an empty subquery': {
    sql: `${odd} returns table (a headgate.nn_bigint) ${plpgsql(
      'begin return query select (select 1::headgate.nn_bigint where false); end',
    )}`,
    says: /headgate\.odd: .*inside its query/,
  },
  'an empty subquery of an SQL function, cast to what it is already': {
    sql: `${odd} returns table (a headgate.nn_bigint) language sql as $$
      select (select 1::headgate.nn_bigint where false)::headgate.nn_bigint $$`,
    says: /headgate\.odd: .*inside its query/,
  },
  'the side of an outer join that finds nothing': {
    sql: `${odd} returns table (a headgate.nn_bigint) ${plpgsql(
      'begin return query select r.a from (select 1) l left join (select 1::headgate.nn_bigint as a) r on false; end',
    )}`,
    says: /headgate\.odd: .*inside its query/,
  },
  'an outer join with a function that never answers null': {
    sql: `create function headgate_private.q() returns table (a headgate.nn_bigint) ${plpgsql(
      'begin return query select 1::headgate.nn_bigint; end',
    )};
      ${odd} returns table (a headgate.nn_bigint) ${plpgsql(
        'begin return query select r.a from (select 1) l left join headgate_private.q() r on false; end',
      )}`,
    says: /headgate\.odd: .*inside its query/,
  },
  'an OUT parameter that is never assigned': {
    sql: `${odd.replace(')', 'out a headgate.nn_text, out b integer)')} ${plpgsql('begin b := 1; end')}`,
    says: /headgate\.odd: .* a .*not assigned/,
  },
  'an OUT parameter that one branch does not assign': {
    sql: `${odd.replace(')', 'out a headgate.nn_text, out b integer)')} ${plpgsql(
      `begin b := 1; if b = 2 then a := 'x'; end if; end`,
    )}`,
    says: /headgate\.odd: .* a .*not assigned/,
  },
  'an OUT parameter that is assigned after a return': {
    sql: `${odd.replace(')', 'out a headgate.nn_text, out b integer)')} ${plpgsql(
      `begin if true then return; end if; a := 'x'; end`,
    )}`,
    says: /headgate\.odd: .* a .*not assigned/,
  },
  'an OUT parameter whose assignment a handler undoes': {
    sql: `${odd.replace(')', 'out a headgate.nn_text, out b integer)')} ${plpgsql(
      `begin begin perform 1 / 0; a := 'x'; exception when others then b := 1; end; end`,
    )}`,
    says: /headgate\.odd: .* a .*not assigned/,
  },
  'a row returned before its columns are assigned': {
    sql: `${odd} returns table (a headgate.nn_text) ${plpgsql(`begin return next; a := 'x'; end`)}`,
    says: /headgate\.odd: .* a .*not assigned/,
  },
  'an attribute of a composite that is null': {
    sql: `create type headgate_private.thing as (a headgate.nn_bigint);
      ${odd} returns table (a headgate.nn_bigint) ${plpgsql(
        'begin return query select (null::headgate_private.thing).a; end',
      )}`,
    says: /headgate\.odd: reads the attribute a,/,
  },
  'all attributes of a composite that is null': {
    sql: `create type headgate_private.thing as (a headgate.nn_bigint);
      ${odd} returns table (a headgate.nn_bigint) ${plpgsql(
        'begin return query select (null::headgate_private.thing).*; end',
      )}`,
    says: /headgate\.odd: reads the attribute \*,/,
  },
  'all attributes of an argument that is null': {
    sql: `create type headgate_private.thing as (b headgate.nn_bigint);
      ${odd.replace(')', 'p_thing headgate_private.thing default null)')} returns table (a headgate.nn_bigint) ${plpgsql(
        'begin return query select p_thing.* from (select 1) as l; end',
      )}`,
    says: /headgate\.odd: reads the attribute \*,/,
  },
  'the rows of a function that answers a composite': {
    sql: `create type headgate_private.thing as (b headgate.nn_bigint);
      create function headgate_private.q() returns headgate_private.thing ${plpgsql('begin return null; end')};
      ${odd} returns table (a headgate.nn_bigint) ${plpgsql(
        'begin return query select q.* from headgate_private.q() q; end',
      )}`,
    says: /headgate\.odd: reads the attribute \*,/,
  },
  'an attribute that is assigned': {
    sql: `create type headgate_private.thing as (b headgate.nn_bigint);
      create function headgate.odd(p_thing headgate_private.thing default null, out a headgate.nn_bigint)
      ${plpgsql('begin a := p_thing.b; end')}`,
    says: /headgate\.odd: reads the attribute b,/,
  },
  'SQL that is put together at run time': {
    sql: `${odd} returns table (a headgate.nn_bigint) ${plpgsql(
      `begin return query execute 'select (select 1::headgate.nn_bigint where false)'; end`,
    )}`,
    says: /headgate\.odd: .*run time/,
  },
  'a private function that hands on a null': {
    sql: `create function headgate_private.q() returns table (a headgate.nn_bigint) ${plpgsql(
      'begin return query select (select 1::headgate.nn_bigint where false); end',
    )};
      ${odd} returns table (a headgate.nn_bigint) ${plpgsql(
        'begin return query select q.a from headgate_private.q() q; end',
      )}`,
    says: /headgate_private\.q: .*inside its query/,
  },
}

/** Shapes that are proved: the server itself refuses a null in them. */
const proofs: Readonly<Record<string, string>> = {
  'a cast of the column': `${odd} returns table (a headgate.nn_text) ${plpgsql(
    `begin return query select (select null::text)::headgate.nn_text; end`,
  )}`,
  'a cast in each arm of a union': `${odd} returns table (a headgate.nn_text) ${plpgsql(
    `begin return query select 'x'::headgate.nn_text union all select null::text::headgate.nn_text; end`,
  )}`,
  'a cast in values': `${odd} returns table (a headgate.nn_text) ${plpgsql(
    `begin return query values (null::text::headgate.nn_text); end`,
  )}`,
  'a cast in returning': `create table headgate_private.notes (entry text); ${odd} returns table (a headgate.nn_text) ${plpgsql(
    `begin return query insert into headgate_private.notes values (null) returning entry::headgate.nn_text; end`,
  )}`,
  'a value that the function converts': `${odd} returns headgate.nn_text ${plpgsql('begin return null; end')}`,
  'an SQL function that always finds a row': `${odd} returns headgate.nn_text language sql as $$ select null::text $$`,
  'an OUT parameter assigned on every branch': `${odd.replace(')', 'out a headgate.nn_text, out b integer)')} ${plpgsql(
    `begin if b = 1 then a := 'x'; elsif b = 2 then raise 'no'; else b := 3; a := null; end if; end`,
  )}`,
  'an OUT parameter selected into': `${odd.replace(')', 'out a headgate.nn_text, out b integer)')} ${plpgsql(
    `begin select 'x' into a where false; end`,
  )}`,
  'the columns of a function that is proved': `create function headgate_private.q() returns table (a headgate.nn_text) ${plpgsql(
    'begin return query select null::text::headgate.nn_text; end',
  )};
    ${odd} returns table (a headgate.nn_text) ${plpgsql('begin return query select q.* from headgate_private.q() q; end')}`,
  'an attribute that is cast as it is read': `create type headgate.thing as (b headgate.nn_bigint);
    ${odd.replace(')', 'p_thing headgate.thing default null)')} returns table (a headgate.nn_bigint) ${plpgsql(
      'begin return query select (p_thing.b::bigint)::headgate.nn_bigint; end',
    )}`,
}

describe('a result that is declared never null', () => {
  let fixture: Fixture
  let client: Client

  beforeAll(async () => {
    fixture = await openFixture()
    client = await connect(fixture.database)
  })

  /** What a call answers with more SQL applied; nothing of it stays. */
  async function calledWith(sql: string): Promise<unknown[]> {
    await client.query('begin')
    try {
      await client.query(sql)
      return (await client.query('select * from headgate.odd() as odd(a)')).rows
    } finally {
      await client.query('rollback')
    }
  }

  test.for(Object.entries(leaks))('is refused of %s', async ([, { sql, says }]) => {
    await expect(fixture.readWith(`${sql}; ${documented}`)).rejects.toThrow(says)
  })

  test.for(Object.entries(leaks))('is null indeed of %s', async ([, { sql }]) => {
    const rows = await calledWith(sql)
    expect(rows).toEqual([expect.objectContaining({ a: null })])
  })

  test.for(Object.entries(proofs))('is believed of %s', async ([, sql]) => {
    const { contract } = await fixture.readWith(`${sql}; ${documented}`)
    const column = contract.functions.find(({ name }) => name === 'odd')?.returns.columns[0]
    expect(column).toMatchObject({ nullable: false })
  })

  test.for(Object.entries(proofs))('is never null of %s', async ([, sql]) => {
    await expect(calledWith(sql)).rejects.toMatchObject({ code: '23502' })
  })
})
