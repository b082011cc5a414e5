import { type DeployReport, deploy } from '../deploy/deploy.ts'
import { databaseUrl, UsageError } from './database-url.ts'
import { explain, paint, printError, say, sayField, sayJson } from './print.ts'
import { startProgress } from './progress.ts'

export type DeployFlags = {
  readonly environment?: string
  readonly changeEnvironment?: boolean
  readonly databaseUrl?: string
  readonly sqlDir?: string
  readonly dryRun?: boolean
  readonly repair?: boolean
  /** Seconds. */
  readonly lockTimeout: number
  readonly json?: boolean
}

export async function runDeploy(flags: DeployFlags): Promise<0 | 1 | 2> {
  const progress = startProgress()
  try {
    const report = await deploy({
      connectionString: databaseUrl(flags.databaseUrl),
      sqlDir: flags.sqlDir,
      environment: flags.environment,
      changeEnvironment: flags.changeEnvironment,
      dryRun: flags.dryRun,
      repair: flags.repair,
      lockTimeoutMs: flags.lockTimeout * 1000,
      log: progress.step,
    })
    if (flags.json === true) sayJson(report)
    else sayReport(report)
    return 0
  } catch (error) {
    if (flags.json === true) sayJson({ error: explain(error) })
    printError(error)
    return error instanceof UsageError ? 2 : 1
  } finally {
    progress.done()
  }
}

function sayReport(report: DeployReport): void {
  const { server, seeds } = report
  const place = `database "${server.database}" on PostgreSQL ${server.version}`
  const time = `${(report.durationMs / 1000).toFixed(1)} s`
  if (!report.changed) {
    say(
      `${paint('green', 'Up to date')}: ${place} is Headgate ${report.version}, ${report.environment}. ${time}`,
    )
    sayLeftAlone(seeds.lines)
    return
  }
  const { previousVersion, version } = report
  const from = previousVersion === null || previousVersion === version ? '' : `${previousVersion} → `
  say(`${paint('bold', `Headgate ${from}${version}`)}, ${report.environment}, into ${place}`)
  for (const [label, value] of summarise(report)) if (value !== '') sayField(label, value)
  sayLeftAlone(seeds.lines)
  say(
    report.dryRun
      ? paint('yellow', `Rolled back, as this was a dry run. ${time}`)
      : paint('green', `Deployed. ${time}`),
  )
}

function summarise(report: DeployReport): [label: string, value: string][] {
  const { functions, seeds } = report
  return [
    ['roles', rolesMade(report.roles)],
    ['schema', report.schema.join(', ')],
    [
      'functions',
      amounts({
        created: functions.created.length,
        replaced: functions.replaced.length,
        recreated: functions.recreated.length,
        dropped: functions.dropped.length,
        unchanged: functions.unchanged,
      }),
    ],
    ['views', amounts({ made: report.views.length })],
    ['policies', amounts({ 'scripts run': report.policies.length })],
    ['grants', amounts({ statements: report.grants.length })],
    ['seeds', amounts({ created: seeds.created, updated: seeds.updated, unchanged: seeds.unchanged })],
    ['repaired', report.repaired.join('; ')],
  ]
}

function rolesMade(statements: readonly string[]): string {
  const starting = (word: string) => statements.filter((statement) => statement.startsWith(word)).length
  return amounts({
    roles: starting('create role'),
    schemas: starting('create schema'),
    memberships: starting('grant'),
  })
}

/** `3 created, 2 dropped`; what there is none of is not mentioned. */
function amounts(numbers: Readonly<Record<string, number>>): string {
  const parts = Object.entries(numbers).filter(([, n]) => n > 0)
  return parts.map(([what, n]) => `${n} ${what}`).join(', ')
}

/** A value that an operator changed is the one thing a seed may be at odds with: always said. */
function sayLeftAlone(lines: readonly string[]): void {
  for (const line of lines) if (line.startsWith('left alone')) say(`  ${paint('yellow', line)}`)
}
