import fc from 'fast-check'

/** Even from 0 to 0.999: fc.double is even over representations, nearly all of which lie near 0. */
export const fraction = fc.integer({ min: 0, max: 999 }).map((n) => n / 1000)
export const types = ['plain', 'limited', 'rival', 'audited', 'fragile', 'patient', 'shared', 'ordered']
export const type = fc.constantFrom(...types, 'limited', 'limited', 'rival', 'rival', 'shared', 'ordered')
const requests = fc.constantFrom(null, null, null, 0, 1, 2)
const amount = fc.constantFrom(null, 0, 50, 100, 150)
export const actual = fc.oneof(
  fc.record({
    tokens: fc.oneof(fc.constant(null), amount),
    requests,
    input: fc.constant(null),
    output: fc.constant(null),
  }),
  fc.record({ tokens: fc.constant(null), requests, input: amount, output: amount }),
)
