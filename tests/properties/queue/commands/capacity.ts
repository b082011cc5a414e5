import fc from 'fast-check'
import { expect } from 'vitest'
import { micros } from '../../../support/micros.ts'
import { always, at, type Command, command } from '../command.ts'
import { ask } from '../database.ts'
import { charge, minus } from '../endpoint.ts'
import { expireReservations, type Model, type Reservation, room } from '../model.ts'
import { fraction } from './arbitraries.ts'

const total = fc.record({
  tokens: fc.constantFrom(null, null, 0, 50, 100, 150),
  requests: fc.constantFrom(null, null, null, 0, 1, 2),
})

export const acquire: fc.Arbitrary<Command> = fc
  .record({ tokens: fc.constantFrom(0, 100, 300), ttl: fc.constantFrom(5, 100) })
  .map((args) =>
    command('acquire', args, always, async (model, real) => {
      const rows = await ask<{ id: string | null; blockedBy: string | null; expiresAt: string }>(
        real,
        `select reservation_id as id, blocked_by as "blockedBy", ${micros('expires_at')} as "expiresAt"
         from headgate.acquire_api_capacity('test', 'limited', $1, p_ttl_seconds => $2)`,
        [args.tokens, args.ttl],
      )
      const [row] = rows
      if (typeof row !== 'object') throw new Error(`acquire answered ${rows}`)
      if (room(model, null).concurrency <= 0) expireReservations(model)
      const { requests, tokens, input, output, concurrency } = room(model, null)
      const refusal =
        [
          requests < 1 && 'requests',
          tokens < args.tokens && 'tokens',
          input < 0 && 'input_tokens',
          output < 0 && 'output_tokens',
          concurrency < 1 && 'concurrency',
        ].find((blocked) => blocked !== false) ?? null
      expect(row.blockedBy).toBe(refusal)
      if (row.id === null) return
      // Tokens of no declared kind count in the total only.
      const cost = { requests: 1, tokens: args.tokens, input: 0, output: 0 }
      charge(model.endpoint, model.now, model.now, cost)
      const expiresAt = BigInt(row.expiresAt)
      model.reservations.set(row.id, { at: model.now, expiresAt, cost, state: 'open', charged: cost })
    }),
  )

export const release: fc.Arbitrary<Command> = fc.record({ which: fraction, actual: total }).map((args) =>
  command(
    'release',
    args,
    ({ reservations }) => reservations.size > 0,
    async (model, real) => {
      const [id, reservation] = at([...model.reservations], args.which)
      const rows = await ask(real, 'select outcome from headgate.release_api_capacity($1, $2, $3)', [
        id,
        args.actual.tokens,
        args.actual.requests,
      ])
      const outcome = settle(model, reservation, args.actual)
      expect(rows).toEqual(outcome === 'JQ206' ? outcome : [{ outcome }])
    },
  ),
)

function settle(
  model: Model,
  reservation: Reservation,
  actual: { readonly tokens: number | null; readonly requests: number | null },
): string {
  const { cost, charged, state } = reservation
  const paid = { tokens: actual.tokens ?? charged.tokens, requests: actual.requests ?? charged.requests }
  if (state === 'settled')
    return paid.tokens === charged.tokens && paid.requests === charged.requests ? 'already_settled' : 'JQ206'
  const least = state === 'open' ? { tokens: 0, requests: 0 } : cost
  reservation.charged = {
    ...charged,
    tokens: Math.max(paid.tokens, least.tokens),
    requests: Math.max(paid.requests, least.requests),
  }
  charge(model.endpoint, model.now, reservation.at, minus(reservation.charged, cost))
  reservation.state = 'settled'
  return state === 'open' ? 'settled' : 'expired'
}
