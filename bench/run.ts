import { cpus, release, totalmem, type } from 'node:os'
import { BenchError } from './errors.ts'
import type { BenchOptions } from './options.ts'
import type { Progress } from './report/progress.ts'
import type { Report } from './report/report.ts'
import { SERVER_SETTINGS, startBenchServer } from './server.ts'
import { SUITES } from './suites/index.ts'
import { versionsOf } from './versions.ts'

/**
 * Runs one suite on a server of its own, which is gone afterwards.
 *
 * @throws BenchError, ServerError, DeployError
 */
export async function runSuite(
  name: string,
  options: BenchOptions,
  progress: Progress,
  command: string,
): Promise<Report> {
  const suite = findSuite(name)
  const versions = await versionsOf(options)
  const startedAt = new Date()
  const server = await startBenchServer(progress.note)
  try {
    const findings = await suite.run({ server, options, progress })
    const [cpu] = cpus()
    return {
      suite: name,
      summary: suite.summary,
      setting: {
        command,
        startedAt: startedAt.toISOString(),
        durationSeconds: (Date.now() - startedAt.getTime()) / 1000,
        postgres: server.version,
        versions,
        serverSettings: SERVER_SETTINGS,
        commitMs: server.commitMs,
        node: process.versions.node,
        cpus: cpus().length,
        cpuModel: cpu?.model ?? 'unknown',
        memoryGb: Math.round(totalmem() / 1024 ** 3),
        system: `${type()} ${release()}`,
      },
      ...findings,
    }
  } finally {
    progress.end()
    await server.stop()
  }
}

/** @throws BenchError `invalid_option` */
export function findSuite(name: string): (typeof SUITES)[string] {
  const suite = Object.hasOwn(SUITES, name) ? SUITES[name] : undefined
  if (suite === undefined) throw unknownSuite(name)
  return suite
}

function unknownSuite(name: string): BenchError {
  return new BenchError(
    'invalid_option',
    `there is no suite ${JSON.stringify(name)}`,
    `Give one of ${Object.keys(SUITES).join(', ')}, or all.`,
  )
}
