import { existsSync } from 'node:fs'
import { readLock } from '../codegen/lock.ts'
import { collected, nullsFolder, suspicions } from '../tests/support/nulls.ts'

// A null where none may be has failed its test already; here is what only a person can judge.
if (!existsSync(nullsFolder)) {
  console.error('no tests of functions were run: npx vitest run tests/functions')
  process.exitCode = 1
} else {
  const observed = collected(nullsFolder)
  const list = suspicions(await readLock('generated/contract.lock.json'), observed)
  for (const line of list) console.log(line)
  console.log(`${observed.size} columns observed, ${list.length} to be looked at`)
}
