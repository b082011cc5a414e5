import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contract } from '../codegen/contract.ts'
import { type Change, diffContracts } from '../codegen/contract-diff.ts'
import { readLock } from '../codegen/lock.ts'
import { compareVersions, numbers, type ReleasedContract, readReleased } from '../codegen/released.ts'

/** What the next release would be. */
export interface Candidate {
  readonly version: string
  readonly contract: Contract
  /** The text of CHANGELOG.md. */
  readonly changelog: string
}

/** What keeps a candidate from following the last release; empty when nothing does. */
export function releaseProblems(last: ReleasedContract | undefined, next: Candidate): string[] {
  if (last === undefined) return []
  const { level, changes } = diffContracts(last.contract, next.contract)
  if (level === 'none') return []
  const bump = bumpOf(last.version, next.version)
  const problems: string[] = []
  if (level === 'major' && bump !== 'major') {
    problems.push(
      `the contract has a major change since ${last.version}: ${majorVersionAfter(last.version)} is next, not ${next.version}`,
    )
  } else if (bump === 'none') {
    problems.push(`the contract has changed since ${last.version}: raise the version in package.json`)
  }
  const breaking = breakingSection(next.changelog, bump === 'none' ? [] : [next.version, `[${next.version}]`])
  for (const change of changes.filter((it) => it.level === 'major')) {
    if (!breaking.includes(nameOf(change))) {
      problems.push(
        `${change.subject}: ${change.message}\n  Say so in CHANGELOG.md under "### Breaking", naming \`${nameOf(change)}\`.`,
      )
    }
  }
  return problems
}

const nameOf = ({ subject }: Change): string => subject.replace(/\(.*$/, '').replace(/^headgate\./, '')

/** Before 1.0 the second number is the major one. */
function bumpOf(last: string, next: string): 'none' | 'minor' | 'major' {
  if (compareVersions(next, last) <= 0) return 'none'
  return compareVersions(next, majorVersionAfter(last)) >= 0 ? 'major' : 'minor'
}

function majorVersionAfter(version: string): string {
  const [first = 0, second = 0] = numbers(version)
  return first === 0 ? `0.${second + 1}.0` : `${first + 1}.0.0`
}

/** The text below `### Breaking` in the part about what is pending, or about a version that is not out yet. */
function breakingSection(changelog: string, versions: readonly string[]): string {
  const wanted = ['Pending', ...versions]
  const parts = changelog.split(/^## /m).filter((part) => wanted.some((it) => part.startsWith(it)))
  const sections = parts.flatMap((part) => part.split(/^### /m))
  return sections.filter((section) => section.startsWith('Breaking')).join('\n')
}

/** Reads everything from a checkout and judges it. */
export async function checkRelease(
  root: string,
): Promise<{ readonly last?: string; readonly problems: readonly string[] }> {
  const last = (await readReleased(join(root, 'released'))).at(-1)
  const { version }: { version: string } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const problems = releaseProblems(last, {
    version,
    contract: await readLock(join(root, 'generated/contract.lock.json')),
    changelog: await readFile(join(root, 'CHANGELOG.md'), 'utf8'),
  })
  return { ...(last && { last: last.version }), problems }
}
