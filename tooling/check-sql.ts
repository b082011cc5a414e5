import { DeployError } from '../deploy/errors.ts'
import { readSource } from '../deploy/source.ts'
import { lintFunction } from './sql-lint.ts'

/** Parses every file of sql/ as a deploy would, without a server, and lints every function. */
async function main(): Promise<number> {
  try {
    const source = await readSource()
    const findings = (await Promise.all(source.functions.map(lintFunction))).flat()
    for (const { file, line, message } of findings) console.error(`${file}:${line}: ${message}`)
    console.log(`${source.functions.length} functions, ${Object.keys(source.hashes).length} files of sql/`)
    return findings.length === 0 ? 0 : 1
  } catch (error) {
    if (!(error instanceof DeployError)) throw error
    console.error(error.message)
    return 1
  }
}

process.exitCode = await main()
