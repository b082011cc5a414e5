const PLAIN_EVERY_MS = 2000
const DRAW_EVERY_MS = 100

/** The part of a stream that progress needs. */
export type ProgressStream = Pick<NodeJS.WritableStream, 'write'> & {
  readonly isTTY?: boolean
  readonly columns?: number
}

export interface Progress {
  /** What is being done now, and how far it is: `done` of `total`, where that is known. */
  show(what: string, done?: number, total?: number): void
  /** A line that stays. */
  note(line: string): void
  end(): void
}

/** One line that is drawn over itself on a terminal; elsewhere a new line every two seconds. */
export function createProgress(
  stream: ProgressStream,
  now: () => number = () => performance.now(),
): Progress {
  const isLive = stream.isTTY === true && process.env.TERM !== 'dumb'
  const everyMs = isLive ? DRAW_EVERY_MS : PLAIN_EVERY_MS
  let last = ''
  let drawnAt = Number.NEGATIVE_INFINITY
  const erase = () => {
    if (isLive) stream.write('\r\u001b[K')
  }
  return {
    show: (what, done, total) => {
      // What is new is told at once; how far it is, now and then.
      if (what === last && now() - drawnAt < everyMs) return
      last = what
      drawnAt = now()
      const line = `${what}${far(done, total)}`
      if (isLive) stream.write(`\r\u001b[K${line.slice(0, (stream.columns ?? 80) - 1)}`)
      else stream.write(`${line}\n`)
    },
    note: (line) => {
      erase()
      stream.write(`${line}\n`)
      last = ''
    },
    end: erase,
  }
}

function far(done: number | undefined, total: number | undefined): string {
  if (done === undefined) return ''
  const counted = Math.floor(done).toLocaleString('en')
  if (total === undefined) return `  ${counted}`
  const percent = total === 0 ? 100 : Math.floor((100 * done) / total)
  return `  ${counted} of ${total.toLocaleString('en')}  ${percent} %`
}
