/** Each contender has one colour in all plots; whoever is not known takes one of the last. */
const KNOWN = ['headgate', 'graphile-worker', 'pg-boss', 'pgmq (archive)', 'pgmq (delete)', 'pgque']

const LIGHT = ['#0969da', '#bc4c00', '#8250df', '#1a7f37', '#1b7c83', '#cf222e', '#9a6700', '#bf3989']
const DARK = ['#4493f8', '#f0883e', '#ab7df8', '#3fb950', '#39c5cf', '#f85149', '#d29922', '#db61a2']

/** The class of a name's colour; `others` are all names of the plot. */
export function colourOf(name: string, others: readonly string[]): string {
  const known = KNOWN.indexOf(name)
  if (known >= 0) return `c${known}`
  const strangers = [...new Set(others)].filter((other) => !KNOWN.includes(other))
  const free = LIGHT.length - KNOWN.length
  return `c${KNOWN.length + (Math.max(0, strangers.indexOf(name)) % free)}`
}

interface Side {
  readonly paper: string
  readonly edge: string
  readonly ink: string
  readonly dim: string
  readonly grid: string
  readonly held: string
  readonly colours: readonly string[]
}

const light: Side = {
  paper: '#fff',
  edge: '#d1d9e0',
  ink: '#1f2328',
  dim: '#59636e',
  grid: '#e6eaef',
  held: '#9a670020',
  colours: LIGHT,
}

const dark: Side = {
  paper: '#0d1117',
  edge: '#3d444d',
  ink: '#f0f6fc',
  dim: '#9198a1',
  grid: '#262c36',
  held: '#d2992233',
  colours: DARK,
}

/** Each colour where it is used: what draws SVG outside of browsers knows no variables. */
const painted = ({ paper, edge, ink, dim, grid, held, colours }: Side) =>
  [
    `text{fill:${ink}}.paper{fill:${paper};stroke:${edge}}.dim{fill:${dim}}.grid{stroke:${grid}}.held{fill:${held}}`,
    ...colours.map((colour, n) => `.mark.c${n},.name.c${n}{fill:${colour}}.line.c${n}{stroke:${colour}}`),
  ].join('')

/** A card of its own, light or dark, so that a plot reads on a page of either kind. */
export const STYLE = [
  'text{font:12px -apple-system,"Segoe UI",Roboto,"Noto Sans",Helvetica,Arial,sans-serif}',
  '.title{font-size:15px;font-weight:600}.group,.name{font-weight:600}.end{text-anchor:end}.mid{text-anchor:middle}',
  '.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}',
  painted(light),
  `@media (prefers-color-scheme:dark){${painted(dark)}}`,
].join('')
