import { readdir } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

describe('every public function', () => {
  it('has a folder of tests, and no folder is left over', async () => {
    const entries = await readdir(new URL('..', import.meta.url), { withFileTypes: true })
    const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== 'every_function')
    expect(folders.map((folder) => folder.name).sort()).toEqual([...bench.signatures.keys()].sort())
  })

  it('is security definer and pins its search_path with pg_temp last', async () => {
    const rows = await bench.sql(
      `select proname from pg_proc where pronamespace = 'headgate'::regnamespace
       and not (prosecdef and 'search_path=pg_catalog, pg_temp' = any (proconfig))`,
    )
    expect(rows).toEqual([])
  })

  it('declares only errors that are registered', async () => {
    const rows = await bench.sql(
      `select distinct p.proname, m.code[1] as code from pg_proc p
       cross join lateral regexp_matches(obj_description(p.oid, 'pg_proc'), 'JQ[0-9]{3}', 'g') as m (code)
       where p.pronamespace = 'headgate'::regnamespace
         and m.code[1] not in (select sqlstate from headgate_private.error_catalog)`,
    )
    expect(rows).toEqual([])
  })
})
