import { join } from 'node:path'
import { checkRelease } from './release-contract.ts'

const { last, problems } = await checkRelease(join(import.meta.dirname, '..'))
for (const problem of problems) console.error(problem)
console.log(
  last === undefined ? 'nothing is released yet' : `compared with ${last}: ${problems.length} problems`,
)
process.exitCode = problems.length === 0 ? 0 : 1
