// The main job, npm start: see --help.
import { explain, printError, say, sayJson } from '../cli/print.ts'
import { isGood, NEXT_STEPS, resumption, verdict } from './closing.ts'
import { DemoError } from './errors.ts'
import { Interrupted, listenForInterrupts } from './interrupt.ts'
import { createProgress } from './progress.ts'
import { renderResult } from './results.ts'
import { type Outcome, runDemo } from './run.ts'
import { readSettings, type Settings } from './settings.ts'
import { renderSummary, summaryLine } from './summary.ts'

type Finished = Extract<Outcome, { kind: 'finished' }>

async function main(args: readonly string[]): Promise<number> {
  let signal: AbortSignal | undefined
  try {
    const settings = readSettings(args)
    const stream = settings.json ? process.stderr : process.stdout
    const progress = createProgress(stream)
    signal = listenForInterrupts(() => {
      progress.note('Stopping: workers finish what they hold. Ctrl-C again stops at once.')
    })
    const outcome = await runDemo(settings, progress, signal)
    if (outcome.kind === 'interrupted') {
      stream.write(`\n${resumption(outcome.left, outcome.embedded)}\n`)
      if (settings.json) sayJson({ interrupted: true, left: outcome.left })
      return exitCodeOf(signal)
    }
    return report(outcome, settings, stream)
  } catch (error) {
    // Whatever an interruption brought down with it is no news.
    if (signal?.aborted) {
      process.stderr.write('Interrupted.\n')
      return exitCodeOf(signal)
    }
    if (args.includes('--json')) sayJson({ error: explain(error) })
    printError(error)
    return error instanceof DemoError && isWrongCall(error) ? 2 : 1
  }
}

function report({ summary, summaries }: Finished, settings: Settings, stream: NodeJS.WriteStream): number {
  const columns = Math.min(stream.columns || 100, 100)
  const broken = verdict(summary)
  const [example] = summaries
  if (settings.results) for (const one of summaries) say(`${renderResult(one, columns)}\n`)
  stream.write(`\n${renderSummary(summary)}\n\n`)
  if (example && !settings.results) stream.write(`${renderResult(example, columns, 3)}\n\n`)
  stream.write(`${broken === null ? NEXT_STEPS : `NOT GOOD: ${broken}`}\n`)
  if (settings.json) say(summaryLine(summary))
  return isGood(summary) ? 0 : 1
}

function exitCodeOf({ reason }: AbortSignal): number {
  return reason instanceof Interrupted ? reason.exitCode : 1
}

function isWrongCall({ code }: DemoError): boolean {
  return code === 'invalid_option' || code.startsWith('input_')
}

// `npm start | head` closes the pipe early: the run goes on, unseen.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
process.exit(await main(process.argv.slice(2)))
