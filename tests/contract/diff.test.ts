import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type ContractFunction, lockFile } from '../../codegen/contract.ts'
import { diffContracts, type Level } from '../../codegen/contract-diff.ts'
import { fingerprints } from '../../codegen/fingerprint.ts'
import { readLock } from '../../codegen/lock.ts'
import { compareVersions } from '../../codegen/released.ts'
import { checkRelease, releaseProblems } from '../../tooling/release-contract.ts'

const root = join(import.meta.dirname, '../..')
const lockPath = join(root, 'tests/codegen/golden/contract.lock.json')
const before = await readLock(lockPath)

type Draft<T> = T extends readonly (infer E)[]
  ? Draft<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Draft<T[K]> }
    : T

/** The golden contract with `send_parcel`, or something else of it, changed. */
function changed(
  change: (send: Draft<ContractFunction>, contract: Draft<typeof before>) => void,
): typeof before {
  const contract = structuredClone(before) as Draft<typeof before>
  const send = contract.functions.find(({ name }) => name === 'send_parcel')
  if (send === undefined) throw new Error('the golden contract has no send_parcel')
  change(send, contract)
  return contract as typeof before
}

const plain = { comment: '', nullable: false, type: 'pg_catalog.int4' }

const mutations: readonly (readonly [Level, string, string, Parameters<typeof changed>[0]])[] = [
  [
    'major',
    'a function that is gone',
    'send_parcel: is gone',
    (send, all) => void all.functions.splice(all.functions.indexOf(send), 1),
  ],
  [
    'minor',
    'a new function',
    'sent_parcel: is new',
    (send, all) => void all.functions.push({ ...send, name: 'sent_parcel' }),
  ],
  [
    'minor',
    'a new argument with a default',
    'send_parcel(p_new): is new, with the default 1',
    (send) => void send.arguments.push({ ...plain, name: 'p_new', default: '1' }),
  ],
  [
    'major',
    'a new argument without one',
    'send_parcel(p_new): is new and required',
    (send) => void send.arguments.push({ ...plain, name: 'p_new' }),
  ],
  [
    'major',
    'an argument put between others',
    'another order',
    (send) => void send.arguments.splice(1, 0, { ...plain, name: 'p_new', default: '1' }),
  ],
  [
    'major',
    'an argument that is gone',
    'send_parcel(p_weight): is gone',
    (send) => void send.arguments.splice(2, 1),
  ],
  [
    'major',
    'an argument of another type',
    'send_parcel(p_to): pg_catalog.text → pg_catalog.int4',
    (send) => void Object.assign(send.arguments[0] ?? {}, { type: 'pg_catalog.int4' }),
  ],
  [
    'major',
    'another default',
    `default 'waiting'::headgate.parcel_state → '…'`,
    (send) => void Object.assign(send.arguments[1] ?? {}, { default: `'…'` }),
  ],
  [
    'major',
    'a default that is gone',
    'send_parcel(p_state): must be given now',
    (send) => void delete send.arguments[1]?.default,
  ],
  [
    'minor',
    'an argument that may be left out',
    'send_parcel(p_to): may be left out',
    (send) => void Object.assign(send.arguments[0] ?? {}, { default: `'x'` }),
  ],
  [
    'major',
    'an argument that may no longer be null',
    'send_parcel(p_weight): may no longer be null',
    (send) => void Object.assign(send.arguments[2] ?? {}, { nullable: false }),
  ],
  [
    'major',
    'another cardinality',
    'answers one → many',
    (send) => void Object.assign(send.returns, { cardinality: 'many' }),
  ],
  [
    'major',
    'a column that is gone',
    'the column order is gone',
    (send) => void send.returns.columns.splice(8, 1),
  ],
  [
    'minor',
    'a new column',
    'the column extra is new',
    (send) => void send.returns.columns.push({ ...plain, name: 'extra' }),
  ],
  [
    'major',
    'a column that may be null',
    'the column units may be null',
    (send) => void Object.assign(send.returns.columns[6] ?? {}, { type: 'pg_catalog.int8', nullable: true }),
  ],
  [
    'minor',
    'a column that is never null',
    'the column at is never null',
    (send, all) => {
      const over = 'pg_catalog.timestamptz'
      all.domains.push({ name: 'headgate.nn_timestamptz', over, notNull: true, checks: [], comment: '' })
      Object.assign(send.returns.columns[9] ?? {}, { type: 'headgate.nn_timestamptz', nullable: false })
    },
  ],
  [
    'major',
    'a column of another type',
    'the column at: pg_catalog.timestamptz → pg_catalog.text',
    (send) => void Object.assign(send.returns.columns[9] ?? {}, { type: 'pg_catalog.text' }),
  ],
  [
    'major',
    'a column of another type that is never null now',
    'the column at: pg_catalog.timestamptz → headgate.nn_text',
    (send) =>
      void Object.assign(send.returns.columns[9] ?? {}, { type: 'headgate.nn_text', nullable: false }),
  ],
  [
    'major',
    'a column of another type that may be null now',
    'the column units: headgate.nn_bigint → pg_catalog.text',
    (send) => void Object.assign(send.returns.columns[6] ?? {}, { type: 'pg_catalog.text', nullable: true }),
  ],
  ['major', 'a new error', 'can fail with JQ101', (send) => void send.errors.push('JQ101')],
  [
    'minor',
    'an error that is gone',
    'no longer fails with JQ210',
    (send) => void send.errors.splice(send.errors.indexOf('JQ210'), 1),
  ],
  [
    'minor',
    'a grant',
    'may be called by headgate_observer',
    (send) => void send.roles.push('headgate_observer'),
  ],
  [
    'major',
    'a revoked grant',
    'may no longer be called by headgate_producer',
    (send) => void send.roles.splice(0, 1),
  ],
  [
    'major',
    'a function that writes now',
    'stable → volatile',
    (_, all) =>
      void Object.assign(all.functions.find(({ name }) => name === 'find_parcel') ?? {}, {
        volatility: 'volatile',
      }),
  ],
  [
    'major',
    'another check',
    'checks: ',
    (_, all) =>
      void Object.assign(all.domains.find(({ name }) => name === 'headgate.weight') ?? {}, { checks: [] }),
  ],
  [
    'major',
    'an attribute of a composite that is gone, which moves the others',
    'headgate.spot: shelf pg_catalog.int4',
    (_, all) => void all.composites?.find(({ name }) => name === 'headgate.spot')?.attributes.shift(),
  ],
  [
    'none',
    'an attribute of a composite in other words',
    'headgate.spot: is described in other words',
    (_, all) => {
      for (const { attributes } of all.composites ?? [])
        for (const it of attributes) if (it.name === 'shelf') it.comment = 'x'
    },
  ],
  [
    'major',
    'a new label of an enum that is answered',
    'the label lost is new, which callers do not handle',
    (_, all) => void all.enums[0]?.labels.push('lost'),
  ],
  [
    'major',
    'an error of another name',
    'depot_full is called full',
    (_, all) =>
      void Object.assign(all.errors.find(({ sqlstate }) => sqlstate === 'JQ210') ?? {}, { name: 'full' }),
  ],
  [
    'major',
    'an error that is no longer retryable',
    'JQ210: is no longer retryable',
    (_, all) =>
      void Object.assign(all.errors.find(({ sqlstate }) => sqlstate === 'JQ210') ?? {}, { retryable: false }),
  ],
  [
    'major',
    'a fact that an error no longer tells',
    'JQ210: detail no longer holds depth',
    (_, all) => {
      const full = all.errors.find(({ sqlstate }) => sqlstate === 'JQ210')
      full?.details.splice(full.details.indexOf('depth'), 1)
    },
  ],
  [
    'minor',
    'a fact that an error tells now',
    'JQ210: detail may hold since',
    (_, all) => void all.errors.find(({ sqlstate }) => sqlstate === 'JQ210')?.details.push('since'),
  ],
  [
    'none',
    'an error in other words',
    'JQ210: is described in other words',
    (_, all) => void all.errors.find(({ sqlstate }) => sqlstate === 'JQ210')?.messages.push('full up'),
  ],
  [
    'none',
    'other words',
    'send_parcel: is described in other words',
    (send) => void Object.assign(send, { summary: 'Ships.' }),
  ],
]

describe('the difference of two contracts', () => {
  test.for(mutations)('is %s for %s', ([level, , says, change]) => {
    const diff = diffContracts(before, changed(change))
    expect(diff.level).toBe(level)
    expect(diff.changes.map(({ subject, message }) => `${subject}: ${message}`).join('\n')).toContain(says)
  })

  test('is nothing between a contract and itself', () => {
    expect(diffContracts(before, before)).toEqual({ level: 'none', changes: [] })
  })
})

describe('headgate contract diff', () => {
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [join(root, 'cli/headgate.ts'), 'contract', 'diff', ...args]).catch(
      (error: unknown) => error,
    )

  test('says how grave it is and why, item by item, and as JSON', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'headgate-diff-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const other = join(folder, 'new.json')
    await writeFile(other, lockFile(changed((send) => void send.errors.push('JQ101'))))
    expect(await run(lockPath, other)).toMatchObject({
      stdout:
        'major: a caller written for the old contract may break\n' +
        '  major send_parcel: can fail with JQ101, which callers do not handle yet\n',
    })
    const { stdout } = (await run(lockPath, other, '--json')) as { stdout: string }
    expect(JSON.parse(stdout)).toMatchObject({
      level: 'major',
      changes: [{ level: 'major', subject: 'send_parcel' }],
    })
    await writeFile(other, '{"format":1}')
    expect(await run(lockPath, other)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('error[invalid_lock]'),
    })
  })
})

describe('a release', () => {
  const last = { version: '0.1.0', contract: before }
  const major = changed((send) => void send.arguments.splice(2, 1))
  const minor = changed((send) => void send.roles.push('headgate_observer'))
  const said = '## Pending\n\n### Breaking\n\n- `send_parcel` has no `p_weight` any more.\n\n## 0.1.0\n'
  const silent =
    '## Pending\n\n### Added\n\n- `send_parcel` sings.\n\n## 0.1.0\n\n### Breaking\n\n- `send_parcel`\n'

  test.for([
    [
      'of a major change without version and words',
      major,
      '0.1.0',
      silent,
      [/0\.2\.0 is next, not 0\.1\.0/, /send_parcel.*### Breaking/s],
    ],
    ['of a major change as a minor version', major, '0.1.1', said, [/0\.2\.0 is next/]],
    [
      'of a major change without words',
      major,
      '0.2.0',
      silent,
      [/CHANGELOG\.md under "### Breaking", naming `send_parcel`/],
    ],
    ['of a minor change under the old version', minor, '0.1.0', silent, [/raise the version/]],
    ['of a major change after 1.0 as a minor version', major, '1.3.0', said, [/2\.0\.0 is next/]],
  ] as const)('is refused %s', ([, contract, version, changelog, says]) => {
    const of = version.startsWith('1.') ? { ...last, version: '1.2.0' } : last
    const problems = releaseProblems(of, { version, contract, changelog })
    expect(problems).toHaveLength(says.length)
    for (const [i, pattern] of says.entries()) expect(problems[i]).toMatch(pattern)
  })

  test.for([
    ['first of all', undefined, major, '0.1.0', ''],
    ['of no change', last, before, '0.1.0', ''],
    ['of other words', last, changed((send) => void Object.assign(send, { summary: 'Ships.' })), '0.1.0', ''],
    ['of a minor change', last, minor, '0.1.1', ''],
    ['of a major change, said and counted', last, major, '0.2.0', said],
  ] as const)('passes %s', ([, of, contract, version, changelog]) => {
    expect(releaseProblems(of, { version, contract, changelog })).toEqual([])
  })

  test('is judged by the files of a checkout, against the latest before it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'headgate-release-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const put = async (path: string, text: string) => {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    await put('CHANGELOG.md', silent)
    await put('package.json', '{"version":"0.11.0"}')
    await put('generated/contract.lock.json', lockFile(major))
    await put('released/README.md', '')
    expect(await checkRelease(folder)).toEqual({ problems: [] })
    // In the order of letters the other one would be the last.
    await put('released/0.9.0.lock.json', lockFile(major))
    await put('released/0.10.0.lock.json', lockFile(before))
    const words = expect.stringContaining('CHANGELOG.md under "### Breaking", naming `send_parcel`')
    expect(await checkRelease(folder)).toEqual({ last: '0.10.0', problems: [words] })
    await put('package.json', '{"version":"0.10.1"}')
    const version = expect.stringContaining('0.11.0 is next, not 0.10.1')
    expect(await checkRelease(folder)).toEqual({ last: '0.10.0', problems: [version, words] })
    await put('package.json', '{"version":"0.11.0"}')
    await put('CHANGELOG.md', said)
    expect(await checkRelease(folder)).toEqual({ last: '0.10.0', problems: [] })
  })

  test('follows in the order of numbers, not of letters', () => {
    expect(['0.10.0', '0.2.0', '0.2.0-beta.1'].sort(compareVersions)[0]).not.toBe('0.10.0')
  })
})

test('the fingerprint of a function covers the composites that its own are made of, and those of no other', () => {
  const after = changed(
    (_, all) => void all.composites?.find(({ name }) => name === 'headgate.spot')?.attributes.shift(),
  )
  const known = new Map(fingerprints(before).map((it) => [it.name, it.fingerprint]))
  const differing = fingerprints(after).filter((it) => known.get(it.name) !== it.fingerprint)
  expect(differing.map(({ name }) => name)).toEqual(['copy_boxes', 'list_boxes', 'open_box'])
})
