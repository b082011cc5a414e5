/** The command line does not say which database is meant. */
export class UsageError extends Error {
  readonly code = 'database_url_missing'
  readonly hint =
    'Set DATABASE_URL=postgres://user:password@host:5432/database, or pass --database-url. ' +
    '`npm start` needs neither: it brings a server of its own.'
}

/**
 * The flag, or else `DATABASE_URL`.
 *
 * @throws UsageError where neither names a database
 */
export function databaseUrl(flag: string | undefined): string {
  const url = flag ?? process.env.DATABASE_URL ?? ''
  if (url === '') throw new UsageError('No database was named')
  return url
}
