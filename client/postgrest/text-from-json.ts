import { toJson } from '../json.ts'
import { arrayText } from '../text.ts'
import type { WireType } from '../transport.ts'

/** The text form of a value that the server wrote as JSON, whose numbers are still digits; null stays null. */
export function textFromJson(type: WireType, value: unknown): string | null {
  if (value === null) return null
  if (type.endsWith('[]') && Array.isArray(value))
    return arrayText(value.map((item) => textFromJson(type.slice(0, -2), item)))
  if (type === 'json' || type === 'jsonb') return toJson(value)
  if (type.startsWith('timestamp')) return String(value).replace('T', ' ')
  return String(value)
}
