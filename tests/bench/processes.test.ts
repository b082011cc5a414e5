import { expect, test } from 'vitest'
import { parseStat, serverCpuMs } from '../../bench/measure/processes.ts'

const fields = (name: string) =>
  `4711 (${name}) S 42 4711 4711 0 -1 4194560 1216 318 0 0 250 31 12 4 20 0 1 0 91824 231190528 4096 18446744073709551615`

test('the times of a process are read past whatever its name holds', () => {
  const times = { parent: 42, ownMs: 2810, endedChildrenMs: 160 }
  expect(parseStat(fields('postgres'))).toEqual(times)
  expect(parseStat(fields('a) S 1 (b c'))).toEqual(times)
})

test('a line that is cut short gives no times', () => {
  expect(parseStat('4711 (postgres) S 42')).toBeNull()
})

test('a server that does not exist has used nothing that is known', () => {
  expect(serverCpuMs(2 ** 30)).toBeNull()
})

// Only Linux tells the CPU time of another process.
test.runIf(process.platform === 'linux')('work of this process shows in its own CPU time', () => {
  const before = serverCpuMs(process.pid) ?? Number.NaN
  const from = process.cpuUsage()
  while (process.cpuUsage(from).user < 60_000);
  expect((serverCpuMs(process.pid) ?? Number.NaN) - before).toBeGreaterThanOrEqual(10)
})
