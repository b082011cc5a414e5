import { paint } from './print.ts'

const PATIENCE_MS = 2000

export type Progress = {
  /** A new step begins. It is named on stderr if it lasts longer than two seconds. */
  step(name: string): void
  done(): void
}

export function startProgress(): Progress {
  let timer: NodeJS.Timeout | undefined
  const done = () => clearTimeout(timer)
  return {
    step(name) {
      done()
      timer = setTimeout(() => {
        process.stderr.write(`${paint('dim', `… still ${name}`, process.stderr)}\n`)
      }, PATIENCE_MS)
    },
    done,
  }
}
