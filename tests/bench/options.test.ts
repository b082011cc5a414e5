import { describe, expect, test } from 'vitest'
import { BenchError } from '../../bench/errors.ts'
import { choosePeers, wholeNumber } from '../../bench/options.ts'

describe('the peers', () => {
  test('are by default those that are at hand', () => {
    expect([...choosePeers(undefined, {})]).toEqual(['graphile-worker', 'pg-boss'])
    expect([...choosePeers(undefined, { pgmqSql: 'pgmq.sql' })]).toEqual([
      'graphile-worker',
      'pg-boss',
      'pgmq',
    ])
  })

  test('are otherwise those that are named', () => {
    expect([...choosePeers('none', { pgmqSql: 'pgmq.sql' })]).toEqual([])
    expect([...choosePeers('pg-boss, pgque', { pgqueSql: 'pgque.sql' })]).toEqual(['pg-boss', 'pgque'])
  })

  test.each([
    ['river', '"river"'],
    ['', '""'],
    ['none,pg-boss', '"none"'],
    ['pgmq', 'names pgmq, but not where its SQL is'],
  ])('named %j are refused with the reason', (named, problem) => {
    expect(() => choosePeers(named, {})).toThrow(BenchError)
    expect(() => choosePeers(named, {})).toThrow(problem)
  })
})

test.each(['0', '-1', '1.5', '1e3', 'many', '', '101'])('%j is no whole number from 1 to 100', (text) => {
  expect(() => wholeNumber('--rounds', 1, 100)(text)).toThrow(`--rounds is ${JSON.stringify(text)}`)
})
