import { toJson } from '../json.ts'
import { rowText } from '../row-text.ts'
import { arrayText } from '../text.ts'
import { elementOf, isComposite, type WireType } from '../transport.ts'

/** The text form of a value that the server wrote as JSON, whose numbers are still digits; null stays null. */
export function textFromJson(type: WireType, value: unknown): string | null {
  if (value === null) return null
  const element = elementOf(type)
  if (element !== undefined && Array.isArray(value))
    return arrayText(value.map((item) => textFromJson(element, item)))
  if (typeof type === 'object' && isComposite(type)) {
    const members = new Map(Object.entries(value as object))
    const columns = Object.values(type.attributes)
    return rowText(columns.map((it) => textFromJson(it.type, members.get(it.name) ?? null)))
  }
  if (type === 'json' || type === 'jsonb') return toJson(value)
  const isTime = type === 'timestamptz' || type === 'timestamp'
  return isTime ? String(value).replace('T', ' ') : String(value)
}
