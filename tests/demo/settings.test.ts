import { describe, expect, test } from 'vitest'
import { DemoError } from '../../demo/errors.ts'
import { readSettings } from '../../demo/settings.ts'

describe('the command line', () => {
  test('has a default for everything', () => {
    expect(readSettings([])).toMatchObject({
      jobs: undefined,
      input: undefined,
      workers: 4,
      kill: 2,
      json: false,
      limits: { requestsPerMinute: 440, shortWindowSeconds: 15 },
    })
  })

  test('sets what it says', () => {
    const args = ['--jobs', '20', '--kill=0', '--fail-rate', '0.1', '--json', '--requests-per-minute', '1200']
    expect(readSettings(args)).toMatchObject({
      jobs: 20,
      kill: 0,
      failRate: 0.1,
      json: true,
      limits: { requestsPerMinute: 1200 },
    })
  })

  test.each([
    [['--jobs', '0'], '--jobs is "0"'],
    [['--jobs', '1e3'], '--jobs is "1e3"'],
    [['--jobs', '100001'], '--jobs'],
    [['--workers', '-1'], '--workers is "-1"'],
    [['--workers', '17'], '--workers'],
    [['--kill', 'two'], '--kill is "two"'],
    [['--fail-rate', '3%'], '--fail-rate is "3%"'],
    [['--fail-rate', '1.1'], '--fail-rate'],
    [['--job', '5'], "unknown option '--job'"],
    [['--jobs'], 'argument missing'],
    [['texts/'], 'too many arguments'],
    [['--concurrency', ''], '--concurrency is ""'],
    [['--requests-per-minute', '5', '--short-window', '6'], 'less than one request'],
  ])('refuses %j with a typed error that names the option', (args, message) => {
    const read = () => readSettings(args)
    expect(read).toThrow(DemoError)
    expect(read).toThrow(message)
  })
})
