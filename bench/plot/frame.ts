import { element, escapeXml, type Markup, text } from './svg.ts'
import { STYLE } from './theme.ts'

export const WIDTH = 760
/** Room for the title. */
export const HEAD = 44

interface Frame {
  readonly title: string
  /** What the plot shows, for those who cannot see it. */
  readonly described: string
  readonly height: number
}

/** A whole SVG document around the marks of a plot. */
export function frame({ title, described, height }: Frame, ...marks: readonly Markup[]): string {
  const size = { width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` }
  const svg = element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img', 'aria-labelledby': 'title described' },
    element('title', { id: 'title' }, escapeXml(title)),
    element('desc', { id: 'described' }, escapeXml(described)),
    element('style', {}, STYLE.replaceAll('&', '&amp;').replaceAll('<', '&lt;')),
    element('rect', { class: 'paper', x: 0.5, y: 0.5, width: WIDTH - 1, height: height - 1, rx: 6 }),
    text(20, 28, title, { class: 'title' }),
    ...marks,
  )
  return `${svg}\n`
}

/** The same card where there is nothing to show. */
export function emptyFrame(title: string): string {
  const nothing = 'nothing was measured'
  return frame({ title, described: nothing, height: 110 }, text(20, 70, nothing, { class: 'dim' }))
}

/** Fewest digits that tell the ticks of an axis apart. */
export function tickText(tick: number): string {
  return tick.toLocaleString('en', { maximumSignificantDigits: 6 })
}
