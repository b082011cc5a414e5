import { readFileSync } from 'node:fs'

/** Version of this package. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  return version
}

/** Is `a` a later release than `b`? A pre-release (`1.2.0-rc.1`) comes before its release. */
export function isNewer(a: string, b: string): boolean {
  const [left, right] = [split(a), split(b)]
  for (const [index, number] of left.numbers.entries()) {
    const other = right.numbers[index] ?? 0
    if (number !== other) return number > other
  }
  if (left.pre === right.pre) return false
  if (left.pre === '' || right.pre === '') return left.pre === ''
  return left.pre.localeCompare(right.pre, 'en', { numeric: true }) > 0
}

function split(version: string): { numbers: number[]; pre: string } {
  const [core = '', ...pre] = version.replace(/\+.*$/, '').split('-')
  return { numbers: core.split('.').map(Number), pre: pre.join('-') }
}
