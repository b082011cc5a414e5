import pico from 'picocolors'

/** What the run looks like at one moment. */
export type ProgressState = {
  readonly total: number
  readonly done: number
  readonly deadLettered: number
  readonly running: number
  readonly retries: number
  readonly workers: number
  readonly workersKilled: number
  readonly provider429: number
  /** What the provider counts against the current window, and what it allows there. */
  readonly windowUsed: number
  readonly windowAllowed: number
  readonly windowSeconds: number
}

export type Progress = {
  /** A line that stays. */
  note(line: string): void
  show(state: ProgressState): void
  /** Leaves the last state on the screen and draws no more. */
  end(): void
}

/** The part of a stream that progress needs. */
export type ProgressStream = Pick<NodeJS.WritableStream, 'write'> & {
  readonly isTTY?: boolean
  readonly columns?: number
}

type Colors = ReturnType<typeof pico.createColors>

export type ProgressOptions = {
  readonly environment?: NodeJS.ProcessEnv
  /** Milliseconds; a clock of the tests' own. */
  readonly now?: () => number
}

const PLAIN_EVERY_MS = 2_000
/** Longer than the window of a provider, in which calls may come in bursts. */
const RATE_OVER_MS = 30_000
const NARROWEST_BAR = 10
const WIDEST_BAR = 40

/** Bars on a terminal; elsewhere a plain line every two seconds. Honours NO_COLOR and TERM=dumb. */
export function createProgress(stream: ProgressStream, options: ProgressOptions = {}): Progress {
  const environment = options.environment ?? process.env
  const now = options.now ?? (() => performance.now())
  const interactive = stream.isTTY === true && environment.TERM !== 'dumb'
  const colors = pico.createColors(interactive && !environment.NO_COLOR)
  const rate = createRate(now)
  return interactive ? bars(stream, colors, rate) : plainLines(stream, rate, now)
}

type Rate = (done: number) => number | null

/** Jobs a second over the last half minute; null until there is something to measure. */
function createRate(now: () => number): Rate {
  const seen: { at: number; done: number }[] = []
  return (done) => {
    const at = now()
    seen.push({ at, done })
    while (seen.length > 2 && (seen[1]?.at ?? at) <= at - RATE_OVER_MS) seen.shift()
    const first = seen[0]
    if (first === undefined || at <= first.at || done <= first.done) return null
    return ((done - first.done) * 1000) / (at - first.at)
  }
}

function plainLines(stream: ProgressStream, rate: Rate, now: () => number): Progress {
  let last: string | undefined
  let lastAt = Number.NEGATIVE_INFINITY
  let waiting: string | undefined
  const write = (line: string) => {
    last = line
    lastAt = now()
    waiting = undefined
    stream.write(`${line}\n`)
  }
  return {
    note: (line) => stream.write(`${line}\n`),
    show: (state) => {
      const line = describe(state, rate(state.done))
      waiting = line === last ? undefined : line
      if (now() - lastAt >= PLAIN_EVERY_MS) write(line)
    },
    end: () => {
      if (waiting !== undefined) write(waiting)
    },
  }
}

function describe(state: ProgressState, perSecond: number | null): string {
  return [`${state.done}/${state.total} done`, pace(state, perSecond), ...counters(state)].join(', ')
}

function bars(stream: ProgressStream, colors: Colors, rate: Rate): Progress {
  let drawn: readonly string[] = []
  // Up to the start of the first drawn line (a typed ^C has moved the cursor), then clear all below.
  const erase = () => {
    if (drawn.length > 0) stream.write(`\r\u001b[${drawn.length}A\u001b[J`)
  }
  const draw = (lines: readonly string[]) => {
    erase()
    drawn = lines
    stream.write(lines.map((line) => `${line}\n`).join(''))
  }
  return {
    note: (line) => {
      const below = drawn
      erase()
      drawn = []
      stream.write(`${line}\n`)
      if (below.length > 0) draw(below)
    },
    show: (state) => draw(frame(state, rate(state.done), stream.columns || 80, colors)),
    end: () => {
      drawn = []
    },
  }
}

function frame(
  state: ProgressState,
  perSecond: number | null,
  columns: number,
  colors: Colors,
): readonly string[] {
  const percent = state.total === 0 ? 100 : Math.floor((100 * state.done) / state.total)
  const doneText = `${state.done}/${state.total}  ${percent} %  ${pace(state, perSecond)}`
  const window = `${state.windowUsed}/${state.windowAllowed} requests in ${state.windowSeconds} s`
  const length = Math.min(WIDEST_BAR, columns - 12 - Math.max(doneText.length, window.length))
  const bar = (part: number, whole: number, paint: (text: string) => string) => {
    if (length < NARROWEST_BAR) return ''
    const filled = Math.round(length * Math.min(1, whole === 0 ? 1 : part / whole))
    return `${paint('█'.repeat(filled))}${colors.dim('░'.repeat(length - filled))}  `
  }
  const alarming = state.provider429 > 0 ? colors.red : colors.dim
  return [
    `summaries ${bar(state.done, state.total, colors.green)}${shorten(doneText, columns - 10)}`,
    `provider  ${bar(state.windowUsed, state.windowAllowed, colors.cyan)}${shorten(window, columns - 10)}`,
    alarming(shorten(counters(state).join('  '), columns)),
  ]
}

function pace({ total, done }: ProgressState, perSecond: number | null): string {
  if (done >= total) return 'finished'
  if (perSecond === null) return 'ETA –'
  return `${perSecond.toFixed(1)}/s  ETA ${Math.ceil((total - done) / perSecond)} s`
}

function counters(state: ProgressState): string[] {
  return [
    `${state.running} in flight`,
    `${state.retries} retries`,
    `${state.deadLettered} dead letters`,
    `${state.workers} workers (${state.workersKilled} killed)`,
    `${state.provider429} 429s`,
  ]
}

function shorten(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`
}
