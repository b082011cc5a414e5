import { beforeAll, describe, expect, it } from 'vitest'
import { fingerprints } from '../../../generated/contract.ts'
import { type Bench, openBench } from '../bench.ts'

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
})

describe('get_contract', () => {
  it('names each public function with the fingerprint that the client has of it', async () => {
    const rows = await bench.call('get_contract', {}, 'headgate_observer')
    expect(rows).toEqual(
      Object.entries(fingerprints).map(([function_name, fingerprint]) => ({ function_name, fingerprint })),
    )
    expect(rows.map((row) => row.function_name)).toEqual([...bench.signatures.keys()].sort())
  })
})
