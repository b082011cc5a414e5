import { NotJson, toJson } from '../json.ts'
import { Fatal } from './errors.ts'

/**
 * A result that cannot be stored will not be storable next time either.
 *
 * @throws Fatal
 */
export function checkResult(result: unknown): void {
  if (result === undefined) return
  try {
    toJson(result)
  } catch (error) {
    if (!(error instanceof NotJson)) throw error
    const at = error.path === '' ? 'the result' : `the result's ${error.path}`
    throw new Fatal(`The handler returned what JSON cannot carry: ${at} ${error.message}`, { cause: error })
  }
}
