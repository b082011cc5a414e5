import { type DeployStatus, deployStatus } from '../deploy/deploy.ts'
import { databaseUrl, UsageError } from './database-url.ts'
import { explain, paint, printError, say, sayField, sayJson } from './print.ts'

export type StatusFlags = { readonly databaseUrl?: string; readonly sqlDir?: string; readonly json?: boolean }

export async function runStatus(flags: StatusFlags): Promise<0 | 1 | 2> {
  try {
    const status = await deployStatus({
      connectionString: databaseUrl(flags.databaseUrl),
      sqlDir: flags.sqlDir,
    })
    if (flags.json === true) sayJson(status)
    else sayStatus(status)
    return status.upToDate ? 0 : 1
  } catch (error) {
    if (flags.json === true) sayJson({ error: explain(error) })
    printError(error)
    return error instanceof UsageError ? 2 : 1
  }
}

function sayStatus(status: DeployStatus): void {
  const { server, deployed, schema } = status
  say(
    `${paint('bold', `Headgate ${status.packageVersion}`)}: database "${server.database}" on PostgreSQL ${server.version}`,
  )
  if (deployed === null) {
    sayField('deployed', paint('yellow', 'nothing yet'))
    say('Run `headgate deploy --environment <name>`.')
    return
  }
  sayField('version', deployed.version)
  sayField('environment', deployed.environment)
  sayField('deployed', `${deployed.at.toISOString()} by ${deployed.by}`)
  sayField('schema', `${schema.applied.length} applied, ${schema.pending.length} pending`)
  sayList('pending', schema.pending)
  sayList('changed', status.changedFiles)
  sayList('drifted', status.drift)
  say(status.upToDate ? paint('green', 'Up to date.') : paint('yellow', advice(status)))
}

function sayList(label: string, items: readonly string[]): void {
  for (const [index, item] of items.entries()) sayField(index === 0 ? label : '', item)
}

function advice(status: DeployStatus): string {
  if (status.drift.length > 0)
    return 'Changed by hand since the last deploy; `headgate deploy --repair` puts back what it can.'
  return 'Files differ from what was deployed; run `headgate deploy`.'
}
