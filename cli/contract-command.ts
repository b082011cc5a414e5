import { type ContractDiff, diffContracts, type Level } from '../codegen/contract-diff.ts'
import { readLock } from '../codegen/lock.ts'
import { explain, paint, printError, say, sayJson } from './print.ts'

export type ContractDiffFlags = { readonly json?: boolean }

/** `headgate contract diff OLD NEW`: what a caller of the old contract meets in the new one. */
export async function runContractDiff(
  before: string,
  after: string,
  flags: ContractDiffFlags,
): Promise<0 | 1> {
  try {
    const diff = diffContracts(await readLock(before), await readLock(after))
    if (flags.json === true) sayJson(diff)
    else sayDiff(diff)
    return 0
  } catch (error) {
    if (flags.json === true) sayJson({ error: explain(error) })
    printError(error)
    return 1
  }
}

const colours = { major: 'red', minor: 'yellow', none: 'dim' } as const

const verdicts: Readonly<Record<Level, string>> = {
  major: 'a caller written for the old contract may break',
  minor: 'callers of the old contract go on as before',
  none: 'nothing that a caller depends on has changed',
}

function sayDiff({ level, changes }: ContractDiff): void {
  say(`${paint(colours[level], level)}: ${verdicts[level]}`)
  for (const change of changes) {
    say(`  ${paint(colours[change.level], change.level.padEnd(6))}${change.subject}: ${change.message}`)
  }
}
