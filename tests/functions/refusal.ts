import pg from 'pg'
import type { TestDatabase } from '../support/database.ts'

/** A refusal as a caller sees it. */
export interface Refusal {
  readonly code: string
  readonly message: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly hint: string
}

/** What the promise was refused with. Anything but a registered error of ours is thrown on. */
export async function refusalOf(promise: Promise<unknown>, db: TestDatabase): Promise<Refusal> {
  const error = await promise.then(
    (value) => {
      throw new Error(`Not refused: ${JSON.stringify(value)}`)
    },
    (reason: unknown) => reason,
  )
  if (!(error instanceof pg.DatabaseError) || !error.code?.startsWith('JQ')) throw error
  const { rows } = await db.pool.query<{ action: string }>(
    'select action from headgate_private.error_catalog where sqlstate = $1',
    [error.code],
  )
  if (rows[0]?.action !== error.hint) throw new Error(`${error.code} is not raised as registered`)
  return { code: error.code, message: error.message, detail: detailOf(error), hint: error.hint ?? '' }
}

function detailOf(error: pg.DatabaseError): Refusal['detail'] {
  const detail: unknown = JSON.parse(error.detail ?? 'null')
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) {
    throw new Error(`DETAIL is no JSON object: ${error.detail}`)
  }
  return Object.fromEntries(Object.entries(detail))
}
