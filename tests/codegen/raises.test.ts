import { beforeAll, describe, expect, test } from 'vitest'
import { type Fixture, openFixture } from './fixture.ts'

/** A function of the fixture whose body is this block. */
const withBody = (block: string, extra = '') =>
  `${extra}; create function headgate.odd() returns void language plpgsql as $body$ ${block} $body$;
   comment on function headgate.odd is 'Odd.'`

describe('the errors of a function', () => {
  let fixture: Fixture

  beforeAll(async () => {
    fixture = await openFixture()
  })

  /** What the generator asks the comment to say. */
  async function errorsOf(block: string, extra?: string): Promise<readonly string[]> {
    const none = await fixture.readWith(withBody(block, extra)).then(
      () => '',
      (error: unknown) => String(error),
    )
    return none === ''
      ? []
      : (/headgate\.odd: can raise (.*), of which/.exec(none)?.[1]?.split(', ') ?? [none])
  }

  test.for([
    ['a raise', `begin perform headgate_private.raise('JQ001', 'no', '{}'); end`],
    [
      'a raise in a condition',
      `begin if headgate_private.raise('JQ001', 'no', '{}') is null then end if; end`,
    ],
    [
      'the value of a declaration',
      `declare x text := headgate_private.raise('JQ001', 'no', '{}'); begin end`,
    ],
    [
      'the value of an assignment',
      `declare x text; begin x := headgate_private.raise('JQ001', 'a := b', '{}'); end`,
    ],
    [
      'a case inside a query',
      `declare x text; begin select case when true then headgate_private.raise('JQ001', 'é', '{}') end into x; end`,
    ],
    [
      'a loop over a query',
      `declare r record; begin for r in select headgate_private.raise('JQ001', 'no', '{}') loop end loop; end`,
    ],
    ['a plain raise of the code', `begin raise exception 'no' using errcode = 'JQ001'; end`],
    ['raise sqlstate', `begin raise sqlstate 'JQ001'; end`],
  ] as const)('come from %s', async ([, block]) => {
    expect(await errorsOf(block)).toEqual(['JQ001'])
  })

  test('come through functions that call each other in a circle', async () => {
    const circle = `
      create function headgate_private.ping() returns void language plpgsql as $$
        begin perform headgate_private.pong(); end $$;
      create function headgate_private.pong() returns void language plpgsql as $$
        begin perform headgate_private.ping(); perform headgate_private.find(1); end $$`
    expect(await errorsOf('begin perform headgate_private.ping(); end', circle)).toEqual(['JQ101'])
  })

  test('come through SQL functions of both kinds of body', async () => {
    const quoted = `create function headgate_private.q() returns boolean language sql as $$ select headgate_private.find(1) $$`
    const atomic = `create function headgate_private.q() returns boolean language sql begin atomic; select headgate_private.find(1); end`
    for (const extra of [quoted, atomic]) {
      expect(await errorsOf('begin perform headgate_private.q(); end', extra)).toEqual(['JQ101'])
    }
  })

  test('come from functions that return arrays of our own types', async () => {
    const extra = `
      create function headgate_private.q() returns headgate_private.ledger[] language plpgsql as $$
        begin perform headgate_private.find(1); return '{}'; end $$`
    expect(await errorsOf('begin perform headgate_private.q(); end', extra)).toEqual(['JQ101'])
  })

  test('come from the triggers of tables it writes, for that kind of write only', async () => {
    expect(await errorsOf(`begin insert into headgate_private.ledger values ('a'); end`)).toEqual(['JQ103'])
    expect(await errorsOf(`begin delete from headgate_private.ledger; end`)).toEqual([])
  })

  test('leave out what a handler catches', async () => {
    const caught = (handler: string) =>
      errorsOf(`begin begin perform headgate_private.find(1); exception when ${handler} end; end`)
    expect(await caught(`sqlstate 'JQ101' then null;`)).toEqual([])
    expect(await caught(`sqlstate 'JQ000' then null;`)).toEqual([])
    expect(await caught(`others then null;`)).toEqual([])
    expect(await caught(`sqlstate 'JQ102' then null;`)).toEqual(['JQ101'])
    expect(await caught(`others then raise;`)).toEqual(['JQ101'])
    expect(await caught(`others then perform headgate_private.raise('JQ001', 'no', '{}');`)).toEqual([
      'JQ001',
    ])
  })

  test('do not come from a notice', async () => {
    expect(await errorsOf(`begin raise notice 'JQ001' using errcode = 'JQ001'; end`)).toEqual([])
  })

  test('that nothing raises are refused, and said which', async () => {
    await expect(
      fixture.readWith(
        `insert into headgate_private.error_catalog values ('JQ999', 'idle', false, 'Never.', 'Nothing.')`,
      ),
    ).rejects.toThrow(/JQ999: idle is registered, but nothing raises it/)
  })

  test.for([
    [
      'of which the comment says nothing',
      `@errors JQ001 JQ103`,
      /send_parcel: can raise JQ210, .*\n.*@errors JQ001 JQ103 JQ210/,
    ],
    [
      'that only the comment knows',
      `@errors JQ001 JQ101 JQ103 JQ210`,
      /send_parcel: declares JQ101, which nothing in it raises/,
    ],
  ] as const)('%s are refused', async ([, errors, says]) => {
    await expect(
      fixture.readWith(
        `comment on function headgate.send_parcel is E'Sends.\\n@returns one row\\n${errors}'`,
      ),
    ).rejects.toThrow(says)
  })
})
