import { beforeAll, describe, expect, test } from 'vitest'
import { emit } from '../../codegen/emit/index.ts'
import { introspect } from '../../codegen/introspect.ts'
import { ContractRefused } from '../../codegen/refusal.ts'
import { connect, emptyDatabase } from '../support/database.ts'
import { type Fixture, openFixture } from './fixture.ts'

const body = `language plpgsql as $$ begin end $$`
const documented = (signature: string) => `comment on function headgate.${signature} is 'Odd.'`

/** What is planted, and what the refusal must say about which part. */
const plants: readonly (readonly [name: string, sql: string, says: RegExp])[] = [
  [
    'an overload',
    `create function headgate.leak(p_a integer) returns void ${body}; ${documented('leak(integer)')}`,
    /headgate\.leak: is overloaded/,
  ],
  [
    'an argument without a name',
    `create function headgate.odd(integer) returns void ${body}; ${documented('odd')}`,
    /headgate\.odd\(\$1\): is an argument without a usable name/,
  ],
  [
    'an argument whose name TypeScript cannot have',
    `create function headgate.odd("p_Größe" integer) returns void ${body}; ${documented('odd')}`,
    /p_Größe.*without a usable name/,
  ],
  [
    'the name __proto__',
    `create function headgate.odd(__proto__ integer) returns void ${body}; ${documented('odd')}`,
    /__proto__.*without a usable name/,
  ],
  ...['constructor', 'p_to_string', 'p_has_own_property', 'value_of'].map(
    (name) =>
      [
        `the argument ${name}, which every object has`,
        `create function headgate.odd(${name} integer default null) returns void ${body}; ${documented('odd')}`,
        new RegExp(`headgate\\.odd\\(${name}\\): .*every object`),
      ] as const,
  ),
  [
    'a function name with a quote in it',
    `create function headgate."it's" () returns void ${body}; ${documented(`"it's"`)}`,
    /headgate\.it's: has a name that does not carry over/,
  ],
  [
    'a record',
    `create function headgate.odd() returns setof record ${body}; ${documented('odd')}`,
    /the result value of headgate\.odd: has the type record/,
  ],
  [
    'a polymorphic argument',
    `create function headgate.odd(p_a anyelement) returns void ${body}; ${documented('odd')}`,
    /headgate\.odd\(p_a\): has the type anyelement/,
  ],
  [
    'a composite of a type that cannot be decoded exactly',
    `create type headgate.pair as (a integer, b point[]);
     create function headgate.odd(p_pair headgate.pair[]) returns void ${body}; ${documented('odd')}`,
    /odd\(p_pair\), its attribute b of headgate\.pair,: has the type pg_catalog\.point/,
  ],
  [
    'a composite of another schema',
    `create type headgate_private.pair as (a integer);
     create function headgate.odd() returns headgate_private.pair ${body}; ${documented('odd')}`,
    /has the type headgate_private\.pair/,
  ],
  [
    'a composite whose attribute TypeScript cannot have',
    `create type headgate.pair as (a integer, "B" integer);
     create function headgate.odd(p_pair headgate.pair) returns void ${body}; ${documented('odd')}`,
    /its attribute B of headgate\.pair,: has no usable name/,
  ],
  [
    'a composite with two attributes that become one',
    `create type headgate.pair as (a_b integer, a__b integer);
     create function headgate.odd(p_pair headgate.pair) returns void ${body}; ${documented('odd')}`,
    /its attribute a__b of headgate\.pair,: becomes a second aB/,
  ],
  [
    'a domain over a composite as a whole result, which PostgREST answers in a way of its own',
    `create function headgate.odd() returns headgate.nn_spot language sql as $$ select null::headgate.spot $$; ${documented('odd')}`,
    /headgate\.odd: returns a domain over a composite/,
  ],
  [
    'a composite in the elements of a bulk argument',
    `create or replace function headgate.send_parcels(p_parcels jsonb) returns table (element integer, note headgate.nn_jsonb)
       language sql as $$ select 1, '{}'::jsonb::headgate.nn_jsonb $$;
     comment on function headgate.send_parcels is E'Sends.\\n@each p_parcels open_box\\n@returns many'`,
    /has @each open_box, which is no public function of plain arguments/,
  ],
  [
    'a variadic argument',
    `create function headgate.odd(variadic p_a integer[]) returns void ${body}; ${documented('odd')}`,
    /headgate\.odd\(p_a\): is variadic/,
  ],
  [
    'a procedure',
    `create procedure headgate.odd() ${body}; comment on procedure headgate.odd is 'Odd.'`,
    /headgate\.odd: is a procedure/,
  ],
  [
    'a type of another schema',
    `create type public.mood as enum ('fine');
     create function headgate.odd(p_mood public.mood) returns void ${body}; ${documented('odd')}`,
    /headgate\.odd\(p_mood\): has the type public\.mood/,
  ],
  [
    'a built-in type that cannot be decoded exactly',
    `create function headgate.odd(p_where point) returns void ${body}; ${documented('odd')}`,
    /pg_catalog\.point, which the client cannot decode exactly/,
  ],
  [
    'a set whose comment does not say how many rows',
    `create function headgate.odd() returns table (a integer) ${body}; ${documented('odd')}`,
    /Add a line `@returns one …`/,
  ],
  [
    'a single row that says it is many',
    `create function headgate.odd() returns integer ${body}; comment on function headgate.odd is E'Odd.\\n@returns many'`,
    /says @returns many but returns a single row/,
  ],
  ['a missing comment', `comment on function headgate.leak is null`, /headgate\.leak: has no summary/],
  [
    'documentation of a parameter that does not exist',
    `comment on function headgate.leak is E'Leaks.\\n@param p_gone Was here.'`,
    /documents @param p_gone, which it has not/,
  ],
  [
    'two names that become one',
    `create function headgate.odd(p_a_b integer, a_b integer) returns void ${body}; ${documented('odd')}`,
    /two names that become aB/,
  ],
  [
    'an error that is not registered',
    `delete from headgate_private.error_catalog where sqlstate = 'JQ101'`,
    /JQ101: is raised by send_parcels but not registered/,
  ],
  [
    'a code that is not a literal',
    `create function headgate.odd(p_a text) returns void language plpgsql as $$
     begin perform headgate_private.raise(p_a, 'no', '{}'); end $$; ${documented('odd')}`,
    /calls headgate_private\.raise without a literal SQLSTATE/,
  ],
  [
    'elements of a function that does not exist',
    `comment on function headgate.send_parcels is E'Sends.\\n@each p_parcels no_such\\n@returns many\\n@errors JQ101'`,
    /has @each no_such/,
  ],
]

describe('the generator refuses', () => {
  let fixture: Fixture

  beforeAll(async () => {
    fixture = await openFixture()
  })

  test.for(plants)('%s', async ([, sql, says]) => {
    await expect(fixture.readWith(sql)).rejects.toThrow(says)
  })

  test('with every reason at once', async () => {
    const error: unknown = await fixture
      .readWith(
        `comment on function headgate.leak is null; comment on function headgate.count_parcels is null`,
      )
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ContractRefused)
    expect(error).toHaveProperty('code', 'contract_refused')
    expect(error).toHaveProperty('refusals.length', 2)
  })

  test('two things of one name in TypeScript', async () => {
    const { contract } = await fixture.readWith(
      `create function headgate.worker_client() returns void ${body}; ${documented('worker_client')}`,
    )
    expect(() => emit(contract)).toThrow(/workerClient: would be two things/)
  })

  test('an error that takes a name of the runtime', async () => {
    const { contract } = await fixture.readWith(
      `update headgate_private.error_catalog set name = 'connection_lost' where sqlstate = 'JQ001'`,
    )
    expect(() => emit(contract)).toThrow(/ConnectionLost: would be two things/)
  })

  // The files of the client would not compile, or mean another type by the same name.
  test.for([
    ['Date', `create domain headgate.date as bigint`, 'headgate.date'],
    ['Promise', `create type headgate.promise as enum ('kept')`, 'headgate.promise'],
    ['Call', `create domain headgate.call as bigint`, 'headgate.call'],
    ['Transport', `create domain headgate.transport as text`, 'headgate.transport'],
  ] as const)('a type that takes the name %s', async ([name, type, is]) => {
    const { contract } = await fixture.readWith(
      `${type}; create function headgate.odd(p_a ${is}) returns void ${body}; ${documented('odd')}`,
    )
    expect(() => emit(contract)).toThrow(new RegExp(`${name}: would be two things`))
  })

  test.for(['z', 'column', 'invoke'])('a function that takes the name %s', async (name) => {
    const { contract } = await fixture.readWith(
      `create function headgate.${name}() returns void ${body}; ${documented(name)}`,
    )
    expect(() => emit(contract)).toThrow(new RegExp(`${name}: would be two things`))
  })

  test('a database without Headgate, and says to deploy', async () => {
    const client = await connect(await emptyDatabase())
    const reading = introspect(async (sql) => (await client.query(sql)).rows)
    await expect(reading).rejects.toMatchObject({
      code: 'no_headgate',
      hint: expect.stringContaining('deploy'),
    })
  })
})
