import { describe, expect, it } from 'vitest'
import { skipsWithoutReason } from '../../tooling/skip-reasons.ts'

// Built from parts, so that this file does not trip the check it tests.
const dot = '.'

describe('the check for skipped tests', () => {
  it.each([
    `it${dot}skip('x', f)`,
    `describe${dot}skipIf(root)('x', f)`,
    `it${dot}todo('x')`,
    `context${dot}skip()`,
  ])('reports %s without a reason', (source) => {
    expect(skipsWithoutReason(source)).toEqual([
      { line: 1, message: expect.stringContaining('without a reason') },
    ])
  })

  it('accepts a reason in a comment or in the call', () => {
    expect(skipsWithoutReason(`// root may read anything\nit${dot}skipIf(root)('x', f)`)).toEqual([])
    expect(skipsWithoutReason(`context${dot}skip('prepared transactions are off here')`)).toEqual([])
  })

  it('reports a test that is left to run alone, reason or not', () => {
    expect(skipsWithoutReason(`// for now\nit${dot}only('x', f)`)).toHaveLength(1)
  })
})
