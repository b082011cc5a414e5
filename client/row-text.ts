const field = /("(?:[^"\\]|""|\\.)*"|[^"\\,()]*)([,)])/sy

/** The fields of a row in the text form of PostgreSQL, so many as there should be; null: nothing is there. */
export function fieldsOf(text: string, count: number): readonly (string | null)[] {
  const fields: (string | null)[] = []
  field.lastIndex = 1
  for (let end = text.startsWith('(') ? ',' : ''; end === ','; ) {
    const [, given = '', delimiter = ''] = field.exec(text) ?? []
    fields.push(given.startsWith('"') ? unquoted(given) : given || null)
    end = delimiter
    if (end === ')' && field.lastIndex === text.length) return checked(fields, count)
  }
  throw new Error('not a row')
}

/** One field that is null and no fields at all look the same. */
function checked(fields: readonly (string | null)[], count: number): readonly (string | null)[] {
  if (fields.length === count || (count === 0 && fields.length === 1 && fields[0] === null)) return fields
  throw new Error(`a row of ${fields.length} instead of ${count}`)
}

const unquoted = (text: string): string =>
  text.slice(1, -1).replaceAll(/""|\\(.)/gs, (pair, escaped: string | undefined) => escaped ?? pair.charAt(0))

/** A row of such texts. */
export function rowText(fields: readonly (string | null)[]): string {
  return `(${fields.map((text) => (text === null ? '' : quoted(text))).join(',')})`
}

/** As fields of rows and elements of arrays are quoted. */
export const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`
