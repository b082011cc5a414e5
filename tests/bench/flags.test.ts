import { Command } from 'commander'
import { expect, test } from 'vitest'
import { addFlags, commandOf, type Flags, optionsOf } from '../../bench/flags.ts'

function flagsOf(...args: readonly string[]): Flags {
  return addFlags(new Command().argument('<suite>')).parse(args, { from: 'user' }).opts()
}

test('what a flag says goes before what a suite needs, and that before what is usual', () => {
  expect(optionsOf('held', flagsOf('held'))).toMatchObject({ seconds: 10, jobs: 50_000, holdSeconds: 60 })
  expect(optionsOf('latency', flagsOf('latency'))).toMatchObject({ seconds: 60 })
  expect(optionsOf('latency', flagsOf('latency', '--seconds', '5'))).toMatchObject({ seconds: 5 })
  const quick = flagsOf('held', '--quick', '--jobs', '700')
  expect(optionsOf('held', quick)).toMatchObject({ seconds: 1, jobs: 700, holdSeconds: 1, rounds: 1 })
  expect(optionsOf('latency', flagsOf('latency', '--quick'))).toMatchObject({ seconds: 3 })
})

test('full size is ten million in the way', () => {
  const full = { ready: 10_000_000, future: 10_000_000, blocked: 1_000_000 }
  expect(optionsOf('backlog', flagsOf('backlog', '--full'))).toMatchObject(full)
  expect(optionsOf('backlog', flagsOf('backlog', '--full', '--ready', '5'))).toMatchObject({
    ...full,
    ready: 5,
  })
})

test('a report names the command without the folders of the machine that it ran on', () => {
  const flags = flagsOf(
    ...['all', '--out', '/home/me/out', '--json', '--strict', '--markdown', '--quick'],
    ...['--hold-seconds', '7', '--pgmq-sql', '/home/me/pgmq.sql', '--peers', 'pgmq,pg-boss'],
  )
  expect(commandOf('held', flags)).toBe(
    'npm run bench -- held --quick --hold-seconds 7 --pgmq-sql pgmq.sql --peers pgmq,pg-boss',
  )
})
