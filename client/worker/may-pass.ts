import { isRetryable, ServerError } from '../errors.ts'

/**
 * Whether to make the call again. An unexpected error of the server is no verdict on what was said: another
 * connection, or the server after its repair, may take it.
 */
export function mayPass(error: unknown): boolean {
  return isRetryable(error) || error instanceof ServerError
}
