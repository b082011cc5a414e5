import { loadModule } from 'libpg-query'
import { raiser, type Site, sitesIn } from './bodies.ts'
import type { Catalog } from './catalog.ts'
import { byBytes } from './contract.ts'
import type { Refuse } from './refusal.ts'
import type { Said } from './said.ts'

/** What functions can raise. */
export interface Raises {
  /** SQLSTATEs by qualified name of the function. */
  readonly codes: ReadonlyMap<string, ReadonlySet<string>>
  /** Messages and facts by SQLSTATE. */
  readonly said: ReadonlyMap<string, Said>
}

/**
 * The SQLSTATEs of class JQ that each function can raise, by qualified name: read from the bodies, through
 * the calls between them and the triggers on the tables that they write. A handler takes away what it
 * catches, unless it raises the same error again. SQL built at run time is not seen.
 */
export async function raisedErrors(catalog: Catalog, refuse: Refuse): Promise<Raises> {
  await loadModule()
  const sites = new Map<string, Site[]>()
  for (const row of catalog.functions) {
    const name = `${row.schema}.${row.name}`
    if (name === raiser || row.definition === null) continue
    const found = await sitesIn(row, catalog, refuse)
    sites.set(name, [...(sites.get(name) ?? []), ...found])
  }
  return { codes: closure(sites), said: saidOf([...sites.values()].flat()) }
}

/** Everything that raises of a code say, in byte order. */
function saidOf(sites: readonly Site[]): ReadonlyMap<string, Said> {
  const all = new Map<string, Said>()
  for (const { what, said } of sites) {
    if (said === undefined) continue
    const { messages = [], details = [] } = all.get(what) ?? {}
    const merged = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])].sort(byBytes)
    all.set(what, { messages: merged(messages, said.messages), details: merged(details, said.details) })
  }
  return all
}

/** `JQ000` in a handler's condition stands for all of class JQ. */
const classOf = (code: string): string => `${code.slice(0, 2)}000`

/** Adds what callees raise to their callers until nothing changes; recursion is no obstacle. */
function closure(sites: ReadonlyMap<string, readonly Site[]>): ReadonlyMap<string, ReadonlySet<string>> {
  const raised = new Map<string, Set<string>>([...sites.keys()].map((name) => [name, new Set()]))
  let changed = true
  while (changed) {
    changed = false
    for (const [name, list] of sites) {
      const own = raised.get(name) ?? new Set()
      const before = own.size
      for (const { kind, what, caught } of list) {
        for (const code of kind === 'raise' ? [what] : (raised.get(what) ?? [])) {
          if (caught !== 'all' && !caught.has(code) && !caught.has(classOf(code))) own.add(code)
        }
      }
      changed ||= own.size > before
    }
  }
  return raised
}
