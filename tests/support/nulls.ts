import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Contract, ContractColumn } from '../../codegen/contract.ts'

/** How often a column was seen, and how often it was null, by `function.column`. */
export type Observed = Map<string, { seen: number; null: number }>

/** What a row would have to be for a column to be null, and the contract says that it never is. */
export class NullSeen extends Error {
  constructor(name: string, column: ContractColumn) {
    super(
      `headgate.${name} answered null for ${column.name}, which its signature (${column.type}) declares never null. ` +
        'Cast it where it is returned, or return the base type and run `npm run codegen`.',
    )
    this.name = 'NullSeen'
  }
}

/**
 * Takes down which columns of an answer are null.
 *
 * @throws NullSeen for a column that is declared never null.
 */
export function observe(
  observed: Observed,
  contract: Contract,
  name: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): void {
  for (const column of contract.functions.find((fn) => fn.name === name)?.returns.columns ?? []) {
    for (const row of rows) {
      if (!(column.name in row)) continue
      const key = `${name}.${column.name}`
      const count = observed.get(key) ?? { seen: 0, null: 0 }
      observed.set(key, count)
      count.seen += 1
      if (row[column.name] !== null) continue
      count.null += 1
      if (!column.nullable) throw new NullSeen(name, column)
    }
  }
}

/** Leaves what this process observed for {@link collected}. */
export function leave(folder: string, observed: Observed): void {
  if (observed.size === 0) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${randomBytes(8).toString('hex')}.json`), JSON.stringify([...observed]))
}

/** What all processes left, added up. */
export function collected(folder: string): Observed {
  const sum: Observed = new Map()
  for (const file of readdirSync(folder)) {
    const left: [string, { seen: number; null: number }][] = JSON.parse(
      readFileSync(join(folder, file), 'utf8'),
    )
    for (const [key, count] of left) {
      const total = sum.get(key) ?? { seen: 0, null: 0 }
      sum.set(key, { seen: total.seen + count.seen, null: total.null + count.null })
    }
  }
  return sum
}

/** Forgets what an earlier run left. */
export function forget(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/** Columns declared nullable that were never null, and columns that no test saw at all: to be looked at by a person. */
export function suspicions(contract: Contract, observed: Observed): string[] {
  return contract.functions.flatMap(({ name, returns }) =>
    returns.columns.flatMap((column) => {
      const key = `${name}.${column.name}`
      const count = observed.get(key)
      if (count === undefined) return [`${key}: seen by no test`]
      return column.nullable && count.null === 0
        ? [`${key}: declared nullable, and never null in ${count.seen} rows`]
        : []
    }),
  )
}

/** Where the tests of a run leave what they observed. */
export const nullsFolder = '.headgate/nulls'
