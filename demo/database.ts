import pg from 'pg'
import { DeployError, type DeployErrorCode, type DeployReport, deploy } from '../deploy/deploy.ts'
import { type ResolvedServer, resolveServer } from '../server/connect.ts'
import type { DemoRole } from './connect.ts'
import { DemoError } from './errors.ts'

const ROLES: readonly DemoRole[] = [
  'headgate_producer',
  'headgate_worker',
  'headgate_operator',
  'headgate_observer',
]

/** Refusals that a person can only meet here after having changed or swapped the files of `sql/`. */
const OF_ANOTHER_VERSION: ReadonlySet<DeployErrorCode> = new Set([
  'database_ahead',
  'schema_edited',
  'schema_numbering',
  'catalog_drifted',
])

/** Any number that nobody else takes; while it is held, no other run starts in the same database. */
const RUN_LOCK = 4_834_729_104

export type DemoDatabase = {
  readonly connectionString: string
  readonly embedded: boolean
  /** One line on what was deployed. */
  readonly deployed: string
  close(): Promise<void>
}

/**
 * Brings up the server, deploys Headgate and the demo's own table, and keeps other runs out until closed.
 *
 * @throws DemoError `already_running`, `invalid_option`, `data_of_another_version`; ServerError; DeployError
 */
export async function openDatabase(options: {
  fresh: boolean
  note(line: string): void
}): Promise<DemoDatabase> {
  const server = await resolveServer({ log: options.note })
  try {
    if (options.fresh) await dropDatabase(server)
    const report = await deployInto(server)
    const client = await connect(server.connectionString)
    try {
      await lockRun(client)
      await prepare(client)
    } catch (error) {
      await client.end()
      throw error
    }
    const close = async () => {
      await client.end()
      await server.stop()
    }
    const what = report.changed ? `deployed ${report.version}` : `${report.version} was deployed already`
    return {
      connectionString: server.connectionString,
      embedded: server.embedded,
      deployed: `Headgate ${what} (${report.environment})`,
      close,
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** As development, unless the database was deployed as something else: then that it remains. */
async function deployInto({ connectionString, embedded }: ResolvedServer): Promise<DeployReport> {
  try {
    return await deploy({ connectionString, environment: 'development' })
  } catch (error) {
    if (!(error instanceof DeployError)) throw error
    if (error.code === 'environment_mismatch') return await deploy({ connectionString })
    throw embedded && OF_ANOTHER_VERSION.has(error.code) ? ofAnotherVersion(error) : error
  }
}

function ofAnotherVersion(cause: DeployError): DemoError {
  return new DemoError(
    'data_of_another_version',
    `what earlier runs left does not fit: ${cause.message}`,
    'npm start -- --fresh drops it.',
    { cause },
  )
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, application_name: 'headgate demo' })
  client.on('error', () => {})
  await client.connect()
  return client
}

async function lockRun(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
    RUN_LOCK,
  ])
  if (rows[0]?.locked === true) return
  throw new DemoError(
    'already_running',
    'another run of the demo is under way in this database',
    'Wait for it to end, or stop it with Ctrl-C.',
  )
}

async function prepare(client: pg.Client): Promise<void> {
  for (const role of ROLES) await allowRole(client, role)
  await client.query(`
    create schema if not exists headgate_demo;
    create table if not exists headgate_demo.summaries (
      job_id bigint not null,
      attempt integer not null,
      run_id text not null,
      title text not null,
      summary text not null,
      input_tokens integer not null,
      output_tokens integer not null,
      written_at timestamptz not null default clock_timestamp(),
      primary key (job_id, attempt)
    );
    create index if not exists summaries_by_run on headgate_demo.summaries (run_id);
    create table if not exists headgate_demo.runs (
      run_id text primary key,
      job_ids bigint[] not null,
      started_at timestamptz not null default clock_timestamp(),
      finished_at timestamptz
    );
    grant usage on schema headgate_demo to headgate_producer, headgate_worker, headgate_observer;
    grant insert on headgate_demo.summaries to headgate_worker;
    grant select on headgate_demo.summaries, headgate_demo.runs to headgate_observer;
    grant select, insert, update on headgate_demo.runs to headgate_producer;
  `)
}

/** Who deployed may grant the group roles, but is not a member of them by itself. */
async function allowRole(client: pg.Client, role: DemoRole): Promise<void> {
  try {
    await client.query(`set role ${role}; reset role`)
  } catch {
    await client.query(`grant ${role} to current_user`)
  }
}

async function dropDatabase(server: ResolvedServer): Promise<void> {
  if (!server.embedded) {
    throw new DemoError(
      'invalid_option',
      '--fresh would drop the database that DATABASE_URL names',
      'Leave --fresh out, or unset DATABASE_URL to use the embedded server.',
    )
  }
  const own = await connect(server.connectionString)
  const name = own.database ?? 'headgate'
  try {
    await lockRun(own)
  } finally {
    await own.end()
  }
  const elsewhere = new URL(server.connectionString)
  elsewhere.pathname = '/postgres'
  const client = await connect(elsewhere.href)
  try {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`)
    await client.query(`create database ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}
