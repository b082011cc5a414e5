import fc from 'fast-check'

/** A random field with what it allows, so that a test need not parse it. */
interface Field {
  readonly text: string
  readonly allowed: ReadonlySet<number>
}

/** A random cron expression with what it means. */
export interface Expression {
  readonly text: string
  /** Whether it allows a reading of the clock, given as if it were that of UTC. */
  allows(reading: Date): boolean
  allowsDay(day: Date): boolean
  /** Whether it goes by intervals of real time. */
  readonly byInterval: boolean
}

const span = (from: number, to: number, step = 1): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)

function item(least: number, most: number, names: readonly string[]): fc.Arbitrary<Field> {
  const value = fc.integer({ min: least, max: most })
  const step = fc.integer({ min: 1, max: most - least + 1 })
  const shown = (v: number, named: boolean) => (named ? (names[v - least] ?? String(v)) : String(v))
  return fc.oneof(
    fc.constant({ text: '*', allowed: new Set(span(least, most)) }),
    step.map((s) => ({ text: `*/${s}`, allowed: new Set(span(least, most, s)) })),
    fc.tuple(value, fc.boolean()).map(([v, named]) => ({ text: shown(v, named), allowed: new Set([v]) })),
    fc
      .tuple(value, value, fc.option(step), fc.boolean())
      .filter(([a, b]) => a <= b)
      .map(([a, b, s, named]) => ({
        text: `${shown(a, named)}-${shown(b, named)}${s === null ? '' : `/${s}`}`,
        allowed: new Set(span(a, b, s ?? 1)),
      })),
  )
}

function field(least: number, most: number, names: readonly string[] = []): fc.Arbitrary<Field> {
  return fc.array(item(least, most, names), { minLength: 1, maxLength: 3 }).map((items) => ({
    text: items.map(({ text }) => text).join(','),
    allowed: new Set(items.flatMap(({ allowed }) => [...allowed])),
  }))
}

const MONTHS = ['JAN', 'feb', 'Mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'TUE', 'wed', 'thu', 'fri', 'sat']

const anything = (least: number, most: number) =>
  fc.constant<Field>({ text: '*', allowed: new Set(span(least, most)) })
const minute = fc.oneof(field(0, 59), fc.constantFrom(...span(0, 59)).map(single))
// Most changes of the clock are in the first hours of a day.
const night = fc.oneof(
  fc.integer({ min: 0, max: 4 }).map(single),
  fc.constant<Field>({ text: '1-2', allowed: new Set([1, 2]) }),
)
const hour = fc.oneof(field(0, 23), night)
const day = field(1, 31)
const month = field(1, 12, MONTHS)
const weekday = field(0, 7, DAYS)

function single(value: number): Field {
  return { text: String(value), allowed: new Set([value]) }
}

function expression(fields: readonly [Field, Field, Field, Field, Field]): Expression {
  const [minutes, hours, days, months, weekdays] = fields
  const either = !days.text.startsWith('*') && !weekdays.text.startsWith('*')
  const allowsDay = (at: Date): boolean => {
    const byMonth = days.allowed.has(at.getUTCDate())
    const dow = at.getUTCDay()
    const byWeek = weekdays.allowed.has(dow) || (dow === 0 && weekdays.allowed.has(7))
    return months.allowed.has(at.getUTCMonth() + 1) && (either ? byMonth || byWeek : byMonth && byWeek)
  }
  return {
    text: fields.map(({ text }) => text).join(' '),
    allowsDay,
    allows: (at) =>
      minutes.allowed.has(at.getUTCMinutes()) && hours.allowed.has(at.getUTCHours()) && allowsDay(at),
    byInterval: /[*/]/.test(minutes.text + hours.text),
  }
}

/** Expressions that fire on most days: what matters is the time of day. */
export const timesOfDay: fc.Arbitrary<Expression> = fc
  .tuple(minute, hour, fc.oneof({ weight: 4, arbitrary: anything(1, 31) }, { weight: 1, arbitrary: day }))
  .chain(([m, h, d]) =>
    fc
      .oneof({ weight: 4, arbitrary: anything(0, 7) }, { weight: 1, arbitrary: weekday })
      .map((w) => expression([m, h, d, { text: '*', allowed: new Set(span(1, 12)) }, w])),
  )

/** Expressions that fire at midnight of any days, or of none. */
export const days: fc.Arbitrary<Expression> = fc
  .tuple(
    fc.oneof(day, fc.constantFrom(28, 29, 30, 31).map(single)),
    fc.oneof(month, fc.constantFrom(2, 4).map(single)),
    fc.oneof(weekday, anything(0, 7)),
  )
  .map(([d, m, w]) => expression([single(0), single(0), d, m, w]))
