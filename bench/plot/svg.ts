/** Markup of SVG elements, ready to be put into others. */
export type Markup = string

type Attributes = Readonly<Record<string, string | number>>

/** What XML forbids, and what would only turn or hide the text around it. */
const UNFIT = /\p{C}/gu

export function escapeXml(text: string): Markup {
  return text
    .replaceAll(UNFIT, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** One element. Attributes are escaped; children are markup already. */
export function element(name: string, attributes: Attributes, ...children: readonly Markup[]): Markup {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${inAttribute(value)}"`)
  const inside = children.join('')
  return inside === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${inside}</${name}>`
}

export function text(x: number, y: number, content: string, attributes: Attributes = {}): Markup {
  return element('text', { x, y, ...attributes }, escapeXml(content))
}

/** A label of at most so many characters. */
export function shortened(label: string, most: number): string {
  const characters = [...label]
  return characters.length <= most ? label : `${characters.slice(0, most - 1).join('')}…`
}

/** A tenth of a pixel is enough, and keeps files small. */
function inAttribute(value: string | number): Markup {
  return typeof value === 'string' ? escapeXml(value) : String(Math.round(value * 10) / 10)
}
