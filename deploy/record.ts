import { type Catalog, hashCatalog } from './catalog.ts'
import type { Session } from './session.ts'

/** What the newest row of `headgate_private.deployment` says. */
export type Recorded = {
  readonly version: string
  readonly environment: string
  readonly serverMajor: number
  readonly schemaFiles: number
  readonly filesHash: string
  /** Path → SHA-256. */
  readonly files: Readonly<Record<string, string>>
  readonly catalog: Catalog
  readonly deployedAt: Date
  readonly deployedBy: string
}

/** The present state as recorded, or undefined where nothing was deployed yet. Run as the owner. */
export async function readRecord(session: Session): Promise<Recorded | undefined> {
  const { found } = await session.one<{ found: boolean }>(
    `select to_regclass('headgate_private.deployment') is not null as found`,
  )
  if (!found) return undefined
  const [row] = await session.rows<Recorded>(
    `select version, environment, server_major as "serverMajor", schema_files as "schemaFiles",
            files_hash as "filesHash", files, catalog, deployed_at as "deployedAt", deployed_by as "deployedBy"
     from headgate_private.deployment order by deployment_id desc limit 1`,
  )
  return row
}

/** Adds the row. The catalog is described as it stands in this transaction. */
export async function writeRecord(
  session: Session,
  record: Omit<Recorded, 'deployedAt' | 'deployedBy'>,
): Promise<void> {
  await session.rows(
    `insert into headgate_private.deployment
       (version, environment, server_major, schema_files, files_hash, files, catalog_hash, catalog)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      record.version,
      record.environment,
      record.serverMajor,
      record.schemaFiles,
      record.filesHash,
      JSON.stringify(record.files),
      hashCatalog(record.catalog),
      JSON.stringify(record.catalog),
    ],
  )
}
