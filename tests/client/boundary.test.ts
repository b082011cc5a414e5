import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** Without its comments: examples in them are the reader's. */
const codeOf = (path: string) => readFileSync(path, 'utf8').replaceAll(/^\s*\*.*$/gm, '')

const importsOf = (path: string) =>
  [...codeOf(path).matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '')

const filesOf = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(root, folder, name))

test('What apps import reaches nothing of Node, of pg, or of the other rooms', () => {
  const seen = new Set<string>()
  const outside = new Set<string>()
  const entries = [
    'client/index.ts',
    'client/pg.ts',
    'client/postgrest.ts',
    'client/worker.ts',
    'client/jobs.ts',
    'client/capacity.ts',
  ]
  const open = [...filesOf('generated'), ...entries.map((entry) => join(root, entry))]
  for (const path of open) {
    if (seen.has(path)) continue
    seen.add(path)
    for (const name of importsOf(path)) {
      if (name.startsWith('.')) open.push(join(path, '..', name))
      else outside.add(name)
    }
  }
  expect([...outside].sort()).toEqual(['postgres-array', 'zod'])
  const rooms = new Set([...seen].map((path) => path.slice(root.length + 1).split('/')[0]))
  expect([...rooms].sort()).toEqual(['client', 'generated'])
})

test('The runtime and the generated client use no global that only Node has', () => {
  const sources = [
    ...filesOf('generated'),
    ...filesOf('client').filter((path) => !path.includes('/client/node-')),
  ]
  const using = sources.filter((path) =>
    /\b(Buffer|process|setImmediate|__dirname|require)\b/.test(codeOf(path)),
  )
  expect(using).toEqual([])
})
