import fc from 'fast-check'

export const fraction = fc.double({ min: 0, max: 0.999, noNaN: true })
export const type = fc.constantFrom('plain', 'limited', 'limited', 'audited', 'fragile', 'patient')
export const actual = fc.record({
  tokens: fc.constantFrom(null, null, 0, 50, 100, 150),
  requests: fc.constantFrom(null, null, null, 0, 1, 2),
})
