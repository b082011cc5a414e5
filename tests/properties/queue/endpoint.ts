import { charge as chargeRing, emptyRing, held as heldBy, type Ring, slid } from '../limiter/ring.ts'

/** What a call takes of an endpoint. */
export interface Amounts {
  readonly requests: number
  readonly tokens: number
  readonly input: number
  readonly output: number
}

/** null: without limit. */
export type Limits = { readonly [Dimension in keyof Amounts | 'concurrency']: number | null }

export interface Endpoint {
  readonly limits: Limits
  readonly span: bigint
  /** A ring counts requests and one kind of tokens. */
  total: Ring
  input: Ring
  output: Ring
}

export const nothing: Amounts = { requests: 0, tokens: 0, input: 0, output: 0 }
export const dimensions = ['requests', 'tokens', 'input', 'output'] as const

export function createEndpoint(limits: Limits, span: bigint): Endpoint {
  return { limits, span, total: emptyRing(span), input: emptyRing(span), output: emptyRing(span) }
}

/** Charges at an instant for a grant made then or before; a refund if negative. */
export function charge(endpoint: Endpoint, now: bigint, at: bigint, amounts: Amounts): void {
  const { requests, tokens, input, output } = amounts
  endpoint.total = chargeRing(slid(endpoint.total, now), at, { requests, tokens })
  endpoint.input = chargeRing(slid(endpoint.input, now), at, { requests: 0, tokens: input })
  endpoint.output = chargeRing(slid(endpoint.output, now), at, { requests: 0, tokens: output })
}

export function held({ total, input, output }: Endpoint, now: bigint): Amounts {
  const of = (ring: Ring) => heldBy(slid(ring, now))
  return { ...of(total), input: of(input).tokens, output: of(output).tokens }
}

export function minus(one: Amounts, other: Amounts): Amounts {
  const { requests, tokens, input, output } = one
  return {
    requests: requests - other.requests,
    tokens: tokens - other.tokens,
    input: input - other.input,
    output: output - other.output,
  }
}
