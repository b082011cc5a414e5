import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** An example that readers are shown. */
export interface Block {
  /** Such as `docs/testing.md:20`. */
  readonly place: string
  readonly code: string
}

const root = join(import.meta.dirname, '../..')

/** The TypeScript of every page, and of every `@example` in the comments of what apps import. */
export function allBlocks(): readonly Block[] {
  const pages = globSync(['README.md', 'CHANGELOG.md', 'docs/**/*.md', 'bench/*.md'], { cwd: root })
  const sources = globSync(['client/**/*.ts', 'generated/**/*.ts', 'testing/**/*.ts'], { cwd: root })
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  return [
    ...pages.flatMap((path) => blocksIn(path, read(path))),
    ...sources.flatMap((path) => blocksIn(path, uncommented(read(path)))),
  ].sort((a, b) => (a.place < b.place ? -1 : 1))
}

export function blocksIn(path: string, text: string): readonly Block[] {
  return [...text.matchAll(/^```(?:ts|typescript)\n(.*?)^```$/gms)].map(({ index, 1: code = '' }) => ({
    place: `${path}:${text.slice(0, index).split('\n').length}`,
    code,
  }))
}

/** The text of comments, at their lines; code becomes empty lines. */
export function uncommented(source: string): string {
  return source.replaceAll(
    /^.*$/gm,
    (line) => /^\s*\* ?(.*)$/.exec(line)?.[1]?.replaceAll('*\\/', '*/') ?? '',
  )
}
