/**
 * A moment to the microsecond, as PostgreSQL keeps it: a Date, and the microseconds of which a Date knows nothing. What a
 * Date says and does is the same to the millisecond; `toISOString` and JSON have six digits. A setter of Date leaves no
 * microseconds. `structuredClone` makes a plain Date of it: send its text instead.
 */
export class Timestamp extends Date {
  readonly #micros: number
  /** The millisecond that they belong to. */
  readonly #millis: number

  /**
   * @param at a Timestamp, a Date, milliseconds since 1970, or text as ISO 8601 or PostgreSQL has it.
   * @param micros microseconds to add within its millisecond, 0 to 999; default: those of `at`.
   */
  constructor(at: Date | number | string, micros?: number) {
    const [millis, more] = typeof at === 'string' ? (read(at) ?? [Number.NaN, 0]) : [Number(at), microsOf(at)]
    super(millis)
    if (micros !== undefined && !(Number.isInteger(micros) && micros >= 0 && micros < 1000))
      throw new RangeError(`there are 0 to 999 microseconds in a millisecond, not ${micros}`)
    this.#millis = this.getTime()
    this.#micros = micros ?? more
  }

  /** Microseconds within the millisecond, 0 to 999. */
  get microseconds(): number {
    return this.getTime() === this.#millis ? this.#micros : 0
  }

  override toISOString(): string {
    return `${super.toISOString().slice(0, -1)}${String(this.microseconds).padStart(3, '0')}Z`
  }
}

/** The microseconds within the millisecond of what may be a Timestamp, of this copy of the package or another. */
export function microsOf(at: unknown): number {
  return at instanceof Date && 'microseconds' in at && typeof at.microseconds === 'number'
    ? at.microseconds
    : 0
}

/** Milliseconds since 1970, and microseconds within the last. */
type Parts = readonly [millis: number, micros: number]

/** @throws Error for infinity, which no Date is, and for years and styles that cannot be read exactly. */
export function partsOfTimestamp(text: string): Parts {
  const parts = usual.test(text) ? readUsual(text) : read(text)
  if (parts === undefined) throw new Error('not a finite timestamp of DateStyle ISO up to the year 275760')
  return parts
}

const iso =
  /^([+-]?\d{4,6})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?:Z|([+-])(\d\d)(?::?(\d\d)(?::(\d\d))?)?)( BC)?$/

function read(text: string): Parts | undefined {
  const [, years, month, day, hour, minute, second = '00', fraction = '', sign, ...more] =
    iso.exec(text) ?? []
  const [hours, minutes, seconds, isBc] = more
  const digits = fraction.padEnd(6, '0')
  const [millisecond, micros] = [digits.slice(0, 3), Number(digits.slice(3))]
  const date = new Date(0)
  date.setUTCFullYear(isBc === undefined ? Number(years) : 1 - Number(years), Number(month) - 1, Number(day))
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(millisecond))
  // Neither a 30th of February nor what no Date can hold.
  if (!date.toJSON()?.endsWith(`${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`))
    return undefined
  // Before they had time zones, places kept local mean time: offsets then have seconds.
  const offset = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)
  const millis = date.getTime() + offset * (sign === '-' ? 1000 : -1000)
  return Math.abs(millis) <= furthest ? [millis, micros] : undefined
}

/** As far from 1970 as a Date goes, in milliseconds. */
const furthest = 8.64e15

/** What a server whose time zone is UTC sends of this era. */
const usual = /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/

function readUsual(text: string): Parts {
  const digit = (at: number) => text.charCodeAt(at) - 48
  const two = (at: number) => digit(at) * 10 + digit(at + 1)
  const most = text.length - '+00'.length
  const three = (from: number) => {
    let number = 0
    for (let at = from; at < from + 3; at++) number = number * 10 + (at < most ? digit(at) : 0)
    return number
  }
  const seconds = Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8), two(11), two(14), two(17))
  return [seconds + three(20), three(23)]
}

/** The first moment that PostgreSQL knows: 4714-11-24 BC. */
export const firstMoment = Date.UTC(-4713, 10, 24)

/** As PostgreSQL reads it, whatever its year. */
export function textOfTimestamp(at: Date): string {
  const year = at.getUTCFullYear()
  const rest = at
    .toISOString()
    .replace(/^[+-]?\d+/, '')
    .replace('T', ' ')
    .replace('Z', '+00')
  const digits = String(year > 0 ? year : 1 - year).padStart(4, '0')
  return `${digits}${rest}${year > 0 ? '' : ' BC'}`
}
