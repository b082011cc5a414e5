import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from 'pg'
import { loadMigrationFiles, migrate } from 'postgres-migrations'
import { DeployError } from './errors.ts'
import { type SqlFile, stem } from './file.ts'
import { locate } from './locate.ts'
import type { Session } from './session.ts'

type Migration = {
  readonly id: number
  readonly fileName: string
  readonly hash: string
  readonly sql: string
}

/** `sql/schema/` as postgres-migrations sees it, and how much of it the database has. */
export type SchemaState = {
  readonly applied: readonly string[]
  readonly pending: readonly string[]
}

/**
 * Compares `sql/schema/` with the record in `headgate_private.migrations`.
 *
 * @throws DeployError `schema_numbering`, `schema_edited`, `database_ahead`
 */
export async function compareSchema(session: Session, files: readonly SqlFile[]): Promise<SchemaState> {
  const ours = await asMigrations(files, async (_directory, migrations) => migrations)
  const recorded = (await hasMigrationsTable(session))
    ? await session.rows<{ id: number; name: string; hash: string }>(
        'select id, name, hash from headgate_private.migrations where id > 0 order by id',
      )
    : []
  const surplus = recorded.filter((row) => row.id > ours.length)
  if (surplus.length > 0) {
    throw new DeployError({
      code: 'database_ahead',
      message: `The database has ${recorded.length} schema files, this package has ${ours.length}; unknown here: ${surplus.map((row) => `${row.id} ${row.name}`).join(', ')}`,
      hint: 'Deploy with the newer Headgate that made it, or one newer still. Nothing was changed.',
    })
  }
  const edited = ours.filter((file) => {
    const row = recorded.find(({ id }) => id === file.id)
    return row !== undefined && row.hash !== file.hash
  })
  if (edited.length > 0) throw schemaEdited(edited.map((file) => `sql/schema/${file.fileName}`))
  const names = ours.map((file) => file.fileName)
  return { applied: names.slice(0, recorded.length), pending: names.slice(recorded.length) }
}

function schemaEdited(paths: readonly string[]): DeployError {
  return new DeployError({
    code: 'schema_edited',
    message: `Edited or renamed after it was deployed: ${paths.join(', ')}`,
    hint: 'Put it back as it was, and write the change as a new file with the next number. Nothing was changed.',
    file: paths[0],
    problems: paths,
  })
}

async function hasMigrationsTable(session: Session): Promise<boolean> {
  const { found } = await session.one<{ found: boolean }>(
    `select to_regclass('headgate_private.migrations') is not null as found`,
  )
  return found
}

/**
 * postgres-migrations believes any table named `migrations`, in whatever schema, to be its own, so ours stands in
 * a schema that is alone in the search path before it looks. The shape is its; the comments are for our lints.
 */
const MIGRATIONS_TABLE = `
create table headgate_private.migrations (
  id integer primary key,
  name varchar(100) unique not null,
  hash varchar(40) not null,
  executed_at timestamp default current_timestamp
);
alter table headgate_private.migrations enable row level security;
comment on table headgate_private.migrations is 'Files of sql/schema/ that are in force; kept by postgres-migrations.';
comment on column headgate_private.migrations.id is 'Number at the head of the file name; 0 is this table itself.';
comment on column headgate_private.migrations.name is 'File name without number and ending.';
comment on column headgate_private.migrations.hash is 'SHA-1 of file name and contents, so that an edit is found.';
comment on column headgate_private.migrations.executed_at is 'When it was deployed, in the time zone of that session.';`

/**
 * Applies the schema files that the database lacks. Run as the owner, inside the deploy's transaction.
 *
 * @throws DeployError `sql_failed` with file, line and column
 */
export async function applySchema(session: Session, files: readonly SqlFile[]): Promise<string[]> {
  if (!(await hasMigrationsTable(session))) await session.run(MIGRATIONS_TABLE)
  await session.run('set local search_path = headgate_private, pg_temp')
  const done = await asMigrations(files, async (directory) => {
    const facade = new MigrationsFacade(session)
    try {
      // The library asks for a whole pg client, and calls `query` of it.
      return await migrate({ client: facade as unknown as Client }, directory)
    } catch (error) {
      throw facade.original(files) ?? error
    }
  })
  await session.run('set local search_path = pg_catalog, pg_temp')
  return done.filter(({ id }) => id > 0).map(({ fileName }) => fileName)
}

/** What stands for the library's transaction control and its database-wide lock, both of which the deploy has. */
const STAND_INS: Readonly<Record<string, { readonly text?: string; readonly rows: unknown[] }>> = {
  'START TRANSACTION': { text: 'savepoint headgate_schema_file', rows: [] },
  COMMIT: { text: 'release savepoint headgate_schema_file', rows: [] },
  ROLLBACK: {
    text: 'rollback to savepoint headgate_schema_file; release savepoint headgate_schema_file',
    rows: [],
  },
  'SELECT pg_try_advisory_lock(-8525285245963000605);': { rows: [{ pg_try_advisory_lock: true }] },
  'SELECT pg_advisory_unlock(-8525285245963000605);': { rows: [] },
}

/** Stands between postgres-migrations and the session, and keeps the first error, which the library garbles. */
class MigrationsFacade {
  readonly #session: Session
  #failure: { readonly error: unknown; readonly text: string } | undefined

  constructor(session: Session) {
    this.#session = session
  }

  async query(query: string | { text: string; values?: unknown[] }): Promise<{ rows: unknown[] }> {
    const { text, values } = typeof query === 'string' ? { text: query } : query
    const standIn = STAND_INS[text]
    if (standIn !== undefined) {
      if (standIn.text !== undefined) await this.#session.run(standIn.text)
      return { rows: standIn.rows }
    }
    try {
      // A file may hold several statements, which only the simple protocol takes: no values then.
      if (values !== undefined) return { rows: await this.#session.rows(text, values) }
      return { rows: await this.#session.rows(text) }
    } catch (error) {
      this.#failure ??= { error, text }
      throw error
    }
  }

  original(files: readonly SqlFile[]): unknown {
    if (this.#failure === undefined) return undefined
    const { error, text } = this.#failure
    const file = files.find((candidate) => candidate.text === text)
    return file === undefined ? error : locate(error, file)
  }
}

/** Hands the files to postgres-migrations in a folder of their own: LF line ends everywhere, and nothing else in it. */
async function asMigrations<Result>(
  files: readonly SqlFile[],
  work: (directory: string, migrations: readonly Migration[]) => Promise<Result>,
): Promise<Result> {
  checkNumbering(files)
  const directory = await mkdtemp(join(tmpdir(), 'headgate-schema-'))
  try {
    await Promise.all(files.map((file) => writeFile(join(directory, baseName(file)), file.text)))
    const migrations = await loadMigrationFiles(directory)
    return await work(
      directory,
      migrations.filter(({ id }) => id > 0),
    )
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function baseName(file: SqlFile): string {
  return `${stem(file.path)}.sql`
}

/** The library would number, name and report these faults in ways that are hard to understand. */
function checkNumbering(files: readonly SqlFile[]): void {
  const names = new Set<string>()
  for (const [index, file] of files.entries()) {
    const [, digits, name] =
      /^(\d{4})_([a-z0-9_]{1,90})\.sql$/.exec(file.path.slice('sql/schema/'.length)) ?? []
    if (digits === undefined || name === undefined) throw numbering(file, 'is not named NNNN_name.sql')
    if (Number(digits) !== index + 1) {
      throw numbering(file, `has number ${Number(digits)} where ${index + 1} is due`)
    }
    if (names.has(name)) throw numbering(file, `has the name of another schema file`)
    names.add(name)
  }
}

function numbering(file: SqlFile, what: string): DeployError {
  return new DeployError({
    code: 'schema_numbering',
    message: `${file.path} ${what}`,
    hint: 'Schema files are numbered from 0001 without a gap, each with a name of its own, and never renumbered.',
    file: file.path,
  })
}
