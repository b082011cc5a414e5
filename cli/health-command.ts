import { withClient } from '../deploy/connect.ts'
import { openSession } from '../deploy/session.ts'
import { databaseUrl, UsageError } from './database-url.ts'
import { explain, paint, printError, say, sayJson } from './print.ts'

export type HealthFlags = { readonly databaseUrl?: string; readonly all?: boolean; readonly json?: boolean }

type Finding = {
  readonly check_name: string
  readonly subject: string | null
  readonly status: string
  readonly value: number | null
  readonly threshold: number | null
  readonly unit: string
  readonly advice: string
  readonly detail: unknown
}

/** The database answers, but not to this question: no Headgate in it, an older one, or no privilege. */
class NoHealth extends Error {
  readonly code = 'health_unavailable'
  readonly hint =
    'Run `headgate deploy` if Headgate is missing or older, and connect as a member of headgate_operator or headgate_observer.'
}

/** 0: nothing critical. 1: something is, or nobody could tell. 2: wrongly called. */
export async function runHealth(flags: HealthFlags): Promise<0 | 1 | 2> {
  try {
    const findings = await readHealth(databaseUrl(flags.databaseUrl))
    if (flags.json === true) sayJson(findings)
    else sayHealth(findings, flags.all === true)
    return findings.some(({ status }) => status === 'critical') ? 1 : 0
  } catch (error) {
    if (flags.json === true) sayJson({ error: explain(error) })
    printError(error)
    return error instanceof UsageError ? 2 : 1
  }
}

function readHealth(connectionString: string): Promise<readonly Finding[]> {
  return withClient({ connectionString }, async (client) => {
    try {
      return await openSession(client).rows<Finding>('select * from headgate.health()')
    } catch (error) {
      const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
      // No such schema, no such function, no privilege.
      if (!['3F000', '42883', '42501'].includes(String(code))) throw error
      throw new NoHealth('There is no headgate.health() that this login may call', { cause: error })
    }
  })
}

const colours = { critical: 'red', warn: 'yellow', ok: 'green' } as const

function sayHealth(findings: readonly Finding[], all: boolean): void {
  const counts = { critical: 0, warn: 0, ok: 0 }
  for (const finding of findings) {
    const status = statusOf(finding)
    counts[status] += 1
    if (status === 'ok' && finding.advice === '' && !all) continue
    const name = `${finding.check_name} ${finding.subject ?? ''}`.trim()
    say(`${paint(colours[status], status.padEnd(8))} ${name.padEnd(40)} ${measure(finding)}`.trimEnd())
    if (finding.advice !== '') say(`${' '.repeat(9)}${paint('dim', finding.advice)}`)
  }
  const sum = `${counts.critical} critical, ${counts.warn} to watch, ${counts.ok} in order`
  say(paint(counts.critical > 0 ? 'red' : counts.warn > 0 ? 'yellow' : 'green', `${sum}.`))
}

function statusOf({ status }: Finding): keyof typeof colours {
  return status === 'critical' || status === 'warn' ? status : 'ok'
}

function measure({ value, threshold, unit }: Finding): string {
  if (value === null) return ''
  return `${value} ${unit}${threshold === null ? '' : ` (threshold ${threshold})`}`
}
