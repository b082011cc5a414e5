import { DeployError, type ServerError } from './errors.ts'
import { lockNotAvailable } from './locks.ts'
import type { Session } from './session.ts'

function connectionLost(error: ServerError): DeployError {
  return new DeployError({
    code: 'server_unreachable',
    message: `The connection was lost: ${error.message}`,
    hint: 'See what holds with `headgate status`; deploying again is safe.',
    sqlstate: error.code,
    cause: error,
  })
}

/** A server error that no step has made its own. */
export async function translate(session: Session, error: ServerError): Promise<DeployError> {
  if (error.code === '55P03') return lockNotAvailable(session, error)
  if (/^(57P0|08)/.test(error.code)) return connectionLost(error)
  const denied = error.code === '42501'
  return new DeployError({
    code: denied ? 'insufficient_privilege' : 'sql_failed',
    message: `${error.message} (SQLSTATE ${error.code})`,
    hint: denied
      ? 'Deploy as the user who made the Headgate roles, or as an administrator. Nothing was changed.'
      : (error.hint ?? 'Nothing was changed.'),
    sqlstate: error.code,
    detail: error.detail ?? error.where,
    cause: error,
  })
}
