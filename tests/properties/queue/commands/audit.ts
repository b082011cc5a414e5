import fc from 'fast-check'
import { expect } from 'vitest'
import { type Command, command, holdAt, someClaim } from '../command.ts'
import { ask } from '../database.ts'
import { liveLease } from '../model.ts'
import { fraction } from './arbitraries.ts'

export const logEvent: fc.Arbitrary<Command> = fc
  .record({ which: fraction, vouches: fc.boolean() })
  .map((args) =>
    command('logEvent', args, someClaim, async (model, real) => {
      const hold = holdAt(model, args.which)
      const rows = await ask(
        real,
        `select audit_id is not null as logged
       from headgate.log_audit_event('seen', p_job_id => $1, p_lease_token => $2)`,
        [hold.job, args.vouches ? hold.token : null],
      )
      const held = liveLease(model, hold) !== null
      expect(rows).toEqual(held || !args.vouches ? [{ logged: true }] : 'JQ102')
      if (held && args.vouches) model.vouched.add(`${hold.job} ${hold.token}`)
    }),
  )
