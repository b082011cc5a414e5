import { readFile } from 'node:fs/promises'
import type pg from 'pg'
import { expect } from 'vitest'

const invariants = await readFile(new URL('invariants.sql', import.meta.url), 'utf8')

/** Every broken invariant of a database, as `invariant: example`, read with one snapshot. */
export async function broken(client: pg.Pool | pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ invariant: string; example: string }>({
    name: 'invariants',
    text: invariants,
  })
  return rows.map(({ invariant, example }) => `${invariant}: ${example}`)
}

/** Fails, naming them, if any invariant is broken. */
export async function expectConsistent(client: pg.Pool | pg.ClientBase): Promise<void> {
  expect(await broken(client)).toEqual([])
}
