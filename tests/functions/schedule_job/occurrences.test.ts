import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'
import { refusalOf } from '../refusal.ts'
import { days, timesOfDay } from './expressions.ts'
import { occurrencesIn, type Wall, wallClock } from './oracle.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

async function nextOccurrences(cron: string, zone: string, after: readonly Date[]): Promise<Date[]> {
  const rows = await bench.sql(
    `select headgate_private.next_occurrence($1, $2, a) as at
     from unnest($3::timestamptz[]) with ordinality as t (a, n) order by n`,
    [cron, zone, after.map((date) => date.toISOString())],
  )
  return rows.map((row) => new Date(String(row.at)))
}

/** The first occurrences after an instant, in short. */
async function first(count: number, cron: string, zone: string, after: string): Promise<string[]> {
  const found: string[] = []
  let at = new Date(after)
  while (found.length < count) {
    at = (await nextOccurrences(cron, zone, [at]))[0] ?? at
    found.push(at.toISOString().replace(':00.000Z', 'Z'))
  }
  return found
}

describe('the occurrences of', () => {
  it.each([
    ['@hourly', ['2030-01-01T01:00Z', '2030-01-01T02:00Z']],
    ['@daily', ['2030-01-02T00:00Z', '2030-01-03T00:00Z']],
    ['@midnight', ['2030-01-02T00:00Z']],
    ['@weekly', ['2030-01-06T00:00Z', '2030-01-13T00:00Z']],
    ['@monthly', ['2030-02-01T00:00Z', '2030-03-01T00:00Z']],
    ['@yearly', ['2031-01-01T00:00Z', '2032-01-01T00:00Z']],
    ['@Annually', ['2031-01-01T00:00Z']],
    ['*/20 * * * *', ['2030-01-01T00:20Z', '2030-01-01T00:40Z', '2030-01-01T01:00Z']],
    [
      '0 9-17/4 * * mon-FRI',
      ['2030-01-01T09:00Z', '2030-01-01T13:00Z', '2030-01-01T17:00Z', '2030-01-02T09:00Z'],
    ],
    ['5,3,3 4 * * *', ['2030-01-01T04:03Z', '2030-01-01T04:05Z', '2030-01-02T04:03Z']],
    [' 0\t0  * * 7 ', ['2030-01-06T00:00Z']],
    ['0 0 * * fri-sun', ['2030-01-04T00:00Z', '2030-01-05T00:00Z', '2030-01-06T00:00Z', '2030-01-11T00:00Z']],
    ['0 0 * * 5-7', ['2030-01-04T00:00Z', '2030-01-05T00:00Z', '2030-01-06T00:00Z', '2030-01-11T00:00Z']],
    ['0 0 * * sun-sun', ['2030-01-06T00:00Z', '2030-01-13T00:00Z']],
    ['0 0 31 * *', ['2030-01-31T00:00Z', '2030-03-31T00:00Z', '2030-05-31T00:00Z']],
    ['0 0 13 * fri', ['2030-01-04T00:00Z', '2030-01-11T00:00Z', '2030-01-13T00:00Z', '2030-01-18T00:00Z']],
    ['0 0 */2 * mon', ['2030-01-07T00:00Z', '2030-01-21T00:00Z']],
    ['0 0 29 feb *', ['2032-02-29T00:00Z', '2036-02-29T00:00Z']],
    ['0 0 29 2 */7', ['2032-02-29T00:00Z', '2060-02-29T00:00Z', '2088-02-29T00:00Z', '2128-02-29T00:00Z']],
  ])('%s in UTC', async (cron, expected) => {
    expect(await first(expected.length, cron, 'UTC', '2030-01-01T00:00:00Z')).toEqual(expected)
  })

  it.each([
    [
      'a skipped time come once, at the end of the gap',
      '30 2 * * *',
      'Europe/Berlin',
      '2024-03-30T12:00Z',
      ['2024-03-31T01:00Z', '2024-04-01T00:30Z'],
    ],
    [
      'skipped times come together',
      '0,15,30 2,3 * * *',
      'Europe/Berlin',
      '2024-03-31T00:00Z',
      ['2024-03-31T01:00Z', '2024-03-31T01:15Z', '2024-03-31T01:30Z', '2024-04-01T00:00Z'],
    ],
    [
      'a time that comes twice come once, the first time',
      '30 2 * * *',
      'Europe/Berlin',
      '2024-10-26T12:00Z',
      ['2024-10-27T00:30Z', '2024-10-28T01:30Z'],
    ],
    [
      'a skipped time in New York',
      '30 2 * * *',
      'America/New_York',
      '2024-03-10T00:00Z',
      ['2024-03-10T07:00Z', '2024-03-11T06:30Z'],
    ],
    [
      'a time that comes twice in New York',
      '30 1 * * *',
      'America/New_York',
      '2024-11-03T00:00Z',
      ['2024-11-03T05:30Z', '2024-11-04T06:30Z'],
    ],
    [
      'a skipped half hour on Lord Howe Island',
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2024-10-05T12:00Z',
      ['2024-10-05T15:30Z', '2024-10-06T15:15Z'],
    ],
    [
      'half an hour that comes twice on Lord Howe Island',
      '45 1 * * *',
      'Australia/Lord_Howe',
      '2024-04-06T00:00Z',
      ['2024-04-06T14:45Z', '2024-04-07T15:15Z'],
    ],
    [
      'a step in spring',
      '*/30 * * * *',
      'Europe/Berlin',
      '2024-03-31T00:00Z',
      ['2024-03-31T00:30Z', '2024-03-31T01:00Z', '2024-03-31T01:30Z'],
    ],
    [
      'a step in autumn',
      '*/30 * * * *',
      'Europe/Berlin',
      '2024-10-27T00:00Z',
      ['2024-10-27T00:30Z', '2024-10-27T01:00Z', '2024-10-27T01:30Z', '2024-10-27T02:00Z'],
    ],
    [
      'every hour in autumn',
      '30 * * * *',
      'Europe/Berlin',
      '2024-10-27T00:00Z',
      ['2024-10-27T00:30Z', '2024-10-27T01:30Z', '2024-10-27T02:30Z'],
    ],
    [
      'a step within the skipped hour never',
      '*/30 2 * * *',
      'Europe/Berlin',
      '2024-03-30T12:00Z',
      ['2024-04-01T00:00Z', '2024-04-01T00:30Z'],
    ],
    [
      'a step within the hour that comes twice',
      '*/30 2 * * *',
      'Europe/Berlin',
      '2024-10-26T12:00Z',
      [
        '2024-10-27T00:00Z',
        '2024-10-27T00:30Z',
        '2024-10-27T01:00Z',
        '2024-10-27T01:30Z',
        '2024-10-28T01:00Z',
      ],
    ],
    [
      'a step of half an hour on Lord Howe Island, in real time',
      '*/30 1,2 * * *',
      'Australia/Lord_Howe',
      '2024-04-06T13:59Z',
      [
        '2024-04-06T14:00Z',
        '2024-04-06T14:30Z',
        '2024-04-06T15:00Z',
        '2024-04-06T15:30Z',
        '2024-04-06T16:00Z',
      ],
    ],
    [
      'a midnight that is skipped',
      '@daily',
      'America/Sao_Paulo',
      '2018-11-03T12:00Z',
      ['2018-11-04T03:00Z', '2018-11-05T02:00Z'],
    ],
    [
      'a whole day that is skipped',
      '0 9 * * *',
      'Pacific/Apia',
      '2011-12-29T12:00Z',
      ['2011-12-29T19:00Z', '2011-12-30T10:00Z', '2011-12-30T19:00Z'],
    ],
  ])('%s', async (_, cron, zone, after, expected) => {
    expect(await first(expected.length, cron, zone, after)).toEqual(expected)
  })
})

const CHANGES = [
  ['Europe/Berlin', '2024-03-31'],
  ['Europe/Berlin', '2024-10-27'],
  ['America/New_York', '2024-03-10'],
  ['America/New_York', '2024-11-03'],
  ['Australia/Lord_Howe', '2024-04-07'],
  ['Australia/Lord_Howe', '2024-10-06'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2018-02-18'],
  ['Antarctica/Troll', '2024-03-31'],
  ['Antarctica/Troll', '2024-10-27'],
  ['Asia/Kathmandu', '2024-06-01'],
  ['UTC', '2024-06-01'],
] as const

const STRETCH = 6

function at(walls: readonly Wall[], index: number): Wall {
  const wall = walls[index]
  if (!wall) throw new Error(`There are ${walls.length} changes`)
  return wall
}

describe('the next occurrence', () => {
  it('is that which looking at every minute finds, around every kind of change', async () => {
    const walls = CHANGES.map(([zone, day]) =>
      wallClock(zone, new Date(Date.parse(`${day}T00:00:00Z`) - 2 * 86_400_000), STRETCH),
    )
    const change = fc.nat(walls.length - 1)
    // Not in the first day, in which the oracle does not know what was shown before.
    const moments = fc.array(fc.integer({ min: 86_400, max: (STRETCH - 1) * 86_400 }), {
      minLength: 8,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(timesOfDay, change, moments, async (expression, index, seconds) => {
        const clock = at(walls, index)
        const known = occurrencesIn(clock, expression)
        const end = clock.from + clock.readings.length * 60_000
        const after = [
          ...seconds.map((s) => clock.from + s * 1000),
          ...known.filter((t) => t > clock.from + 86_400_000).slice(-4),
        ]
        const found = await nextOccurrences(
          expression.text,
          clock.zone,
          after.map((t) => new Date(t)),
        )
        for (const [n, moment] of after.entries()) {
          const next = found[n]?.getTime() ?? Number.NaN
          const expected = known.find((t) => t > moment)
          const shown = `${expression.text} in ${clock.zone} after ${new Date(moment).toISOString()}`
          if (expected === undefined) expect(next, shown).toBeGreaterThanOrEqual(end)
          else expect(new Date(next).toISOString(), shown).toBe(new Date(expected).toISOString())
        }
      }),
      { numRuns: 250, interruptAfterTimeLimit: 60_000 },
    )
  }, 90_000)

  it('is on the first day that is right, up to a whole cycle of leap years away, or refused where none is', async () => {
    const cycle = 146_097
    await fc.assert(
      fc.asyncProperty(days, fc.integer({ min: 0, max: cycle }), async (expression, start) => {
        const from = Date.UTC(2000, 0, 1) + start * 86_400_000
        let day = 1
        while (day <= cycle && !expression.allowsDay(new Date(from + day * 86_400_000))) day++
        const found = nextOccurrences(expression.text, 'UTC', [new Date(from)])
        if (day > cycle) expect((await refusalOf(found, bench.db)).code).toBe('JQ401')
        else expect((await found)[0]?.toISOString()).toBe(new Date(from + day * 86_400_000).toISOString())
      }),
      { numRuns: 250, interruptAfterTimeLimit: 60_000 },
    )
  }, 90_000)

  it('is found however far away: the next leap day on a Sunday', async () => {
    const found = await nextOccurrences('0 0 29 2 */7', 'Europe/Berlin', [new Date('2093-01-01')])
    expect(found).toEqual([new Date('2128-02-28T23:00:00Z')])
  })
})
