import fc from 'fast-check'

/** Even from 0 to 0.999: fc.double is even over representations, nearly all of which lie near 0. */
export const fraction = fc.integer({ min: 0, max: 999 }).map((n) => n / 1000)
export const types = ['plain', 'limited', 'audited', 'fragile', 'patient', 'shared', 'ordered']
export const type = fc.constantFrom(...types, 'limited', 'shared', 'ordered')
export const actual = fc.record({
  tokens: fc.constantFrom(null, null, 0, 50, 100, 150),
  requests: fc.constantFrom(null, null, null, 0, 1, 2),
})
