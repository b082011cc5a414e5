import type {
  Contract,
  ContractArgument,
  ContractColumn,
  ContractComposite,
  ContractDomain,
  ContractEnum,
  ContractError,
  ContractFunction,
} from './contract.ts'

/** Major: a caller written for the old contract may break. Minor: it goes on as before. None: words only. */
export type Level = 'none' | 'minor' | 'major'

export interface Change {
  readonly level: Level
  /** For example `enqueue_job(p_priority)`. */
  readonly subject: string
  readonly message: string
}

export interface ContractDiff {
  /** That of the gravest change. */
  readonly level: Level
  /** The gravest first. */
  readonly changes: readonly Change[]
}

const levels: readonly Level[] = ['none', 'minor', 'major']

/** What a caller of the old contract meets in the new one, item by item. */
export function diffContracts(before: Contract, after: Contract): ContractDiff {
  const differs: Differs = (was, is) => nullableType(before, was.type) !== nullableType(after, is.type)
  const changes = [
    ...eachPair(before.functions, after.functions, 'name').flatMap(([old, now]) =>
      diffFunction(old, now, differs),
    ),
    ...eachPair(before.domains, after.domains, 'name').flatMap(([old, now]) =>
      old && now ? diffDomain(old, now) : [],
    ),
    ...eachPair(before.enums, after.enums, 'name').flatMap(([old, now]) =>
      old && now ? diffEnum(old, now, before) : [],
    ),
    ...eachPair(before.composites ?? [], after.composites ?? [], 'name').flatMap(([old, now]) =>
      old && now ? diffComposite(old, now) : [],
    ),
    ...eachPair(before.errors, after.errors, 'sqlstate').flatMap(([old, now]) => diffError(old, now)),
  ]
  const sorted = changes.toSorted((a, b) => levels.indexOf(b.level) - levels.indexOf(a.level))
  return { level: sorted[0]?.level ?? 'none', changes: sorted }
}

/** Old and new of each key, in the order of the old ones, then the new. */
function eachPair<K extends string, T extends Readonly<Record<K, string>>>(
  before: readonly T[],
  after: readonly T[],
  key: K,
): (readonly [T | undefined, T | undefined])[] {
  const keys = new Set([...before, ...after].map((it) => it[key]))
  return [...keys].map((value) => [
    before.find((it) => it[key] === value),
    after.find((it) => it[key] === value),
  ])
}

type Report = (level: Level, message: string, part?: string) => void

function reporter(subject: string): { readonly changes: Change[]; readonly report: Report } {
  const changes: Change[] = []
  const report: Report = (level, message, part) =>
    changes.push({ level, subject: part === undefined ? subject : `${subject}(${part})`, message })
  return { changes, report }
}

const without = (list: readonly string[], other: readonly string[]) =>
  list.filter((it) => !other.includes(it))

const text = (value: unknown): string => (Array.isArray(value) ? value.join(', ') || 'none' : String(value))

/** Whether two columns differ in more than that one may be null. */
type Differs = (was: ContractColumn, is: ContractColumn) => boolean

/** The type of which a domain only says that it is never null. */
function nullableType(contract: Contract, type: string): string {
  const domain = contract.domains.find(({ name }) => name === type)
  return domain?.notNull && domain.checks.length === 0 ? nullableType(contract, domain.over) : type
}

function diffFunction(
  old: ContractFunction | undefined,
  now: ContractFunction | undefined,
  differs: Differs,
): Change[] {
  const { changes, report } = reporter(old?.name ?? now?.name ?? '')
  if (now === undefined) report('major', 'is gone')
  else if (old === undefined) report('minor', 'is new')
  else {
    diffArguments(old, now, report)
    diffResult(old.returns, now.returns, differs, report)
    diffSets(old, now, report)
    if (old.strict !== now.strict) report('major', `strict: ${old.strict} → ${now.strict}`)
    if (old.securityDefiner !== now.securityDefiner) {
      report('major', `security definer: ${old.securityDefiner} → ${now.securityDefiner}`)
    }
    if (old.volatility !== now.volatility) {
      const level = now.volatility === 'volatile' ? 'major' : 'minor'
      report(level, `${old.volatility} → ${now.volatility}`)
    }
    if (old.summary !== now.summary || old.description !== now.description)
      report('none', 'is described in other words')
  }
  return changes
}

function diffArguments(old: ContractFunction, now: ContractFunction, report: Report): void {
  for (const [was, is] of eachPair(old.arguments, now.arguments, 'name')) {
    if (is === undefined) report('major', 'is gone', was?.name)
    else if (was !== undefined) diffArgument(was, is, report)
    else if (is.default === undefined) report('major', 'is new and required', is.name)
    else report('minor', `is new, with the default ${is.default}`, is.name)
  }
  const kept = old.arguments.filter(({ name }) => now.arguments.some((it) => it.name === name))
  const moved = kept.some(({ name }, i) => now.arguments[i]?.name !== name)
  if (moved) report('major', 'its arguments are in another order, which breaks calls by position')
}

function diffArgument(was: ContractArgument, is: ContractArgument, report: Report): void {
  const say = (level: Level, message: string) => report(level, message, is.name)
  if (was.type !== is.type) say('major', `${was.type} → ${is.type}`)
  if (was.default === undefined && is.default !== undefined) say('minor', `may be left out: ${is.default}`)
  else if (is.default === undefined && was.default !== undefined) say('major', 'must be given now')
  else if (was.default !== is.default)
    say('major', `default ${was.default} → ${is.default}, for whoever leaves it out`)
  if (was.nullable && !is.nullable && is.default !== undefined) say('major', 'may no longer be null')
  if (!was.nullable && is.nullable) say('minor', 'may be null')
  if (was.elements !== is.elements) say('major', `elements ${was.elements} → ${is.elements}`)
  if (was.comment !== is.comment) say('none', 'is described in other words')
}

function diffResult(
  old: ContractFunction['returns'],
  now: ContractFunction['returns'],
  differs: Differs,
  report: Report,
): void {
  if (old.cardinality !== now.cardinality) {
    const level = old.cardinality === 'maybe' && now.cardinality === 'one' ? 'minor' : 'major'
    report(level, `answers ${old.cardinality} → ${now.cardinality}`)
  }
  if (old.scalar !== now.scalar) report('major', now.scalar ? 'answers a bare value' : 'answers a row')
  for (const [was, is] of eachPair(old.columns, now.columns, 'name')) {
    if (is === undefined) report('major', `the column ${was?.name} is gone`)
    else if (was === undefined) report('minor', `the column ${is.name} is new`)
    else diffColumn(was, is, differs, report)
  }
}

function diffColumn(was: ContractColumn, is: ContractColumn, differs: Differs, report: Report): void {
  if (differs(was, is)) report('major', `the column ${is.name}: ${was.type} → ${is.type}`)
  if (!was.nullable && is.nullable) report('major', `the column ${is.name} may be null`)
  if (was.nullable && !is.nullable) report('minor', `the column ${is.name} is never null`)
  if (was.comment !== is.comment) report('none', `the column ${is.name} is described in other words`)
}

function diffSets(old: ContractFunction, now: ContractFunction, report: Report): void {
  const [codes, gone] = [without(now.errors, old.errors), without(old.errors, now.errors)]
  if (codes.length > 0) report('major', `can fail with ${text(codes)}, which callers do not handle yet`)
  if (gone.length > 0) report('minor', `no longer fails with ${text(gone)}`)
  const [granted, revoked] = [without(now.roles, old.roles), without(old.roles, now.roles)]
  if (revoked.length > 0) report('major', `may no longer be called by ${text(revoked)}`)
  if (granted.length > 0) report('minor', `may be called by ${text(granted)}`)
}

function diffDomain(was: ContractDomain, is: ContractDomain): Change[] {
  const { changes, report } = reporter(is.name)
  if (was.over !== is.over) report('major', `over ${was.over} → ${is.over}`)
  if (was.notNull !== is.notNull) report('major', is.notNull ? 'is never null' : 'may be null')
  if (text(was.checks) !== text(is.checks))
    report('major', `checks: ${text(was.checks)} → ${text(is.checks)}`)
  if (was.comment !== is.comment) report('none', 'is described in other words')
  return changes
}

function diffEnum(was: ContractEnum, is: ContractEnum, before: Contract): Change[] {
  const { changes, report } = reporter(is.name)
  const answered = before.functions.some((fn) =>
    fn.returns.columns.some(({ type }) => reaches(before, type, is.name)),
  )
  for (const label of was.labels.filter((it) => !is.labels.includes(it)))
    report('major', `the label ${label} is gone`)
  for (const label of is.labels.filter((it) => !was.labels.includes(it))) {
    if (answered) report('major', `the label ${label} is new, which callers do not handle yet`)
    else report('minor', `the label ${label} is new`)
  }
  if (was.comment !== is.comment) report('none', 'is described in other words')
  return changes
}

/** Values travel by the order of their attributes, so clients of the old type can neither read nor write the new one. */
function diffComposite(was: ContractComposite, is: ContractComposite): Change[] {
  const { changes, report } = reporter(is.name)
  const shape = ({ attributes }: ContractComposite) =>
    attributes.map(({ name, type, nullable }) => `${name} ${type}${nullable ? '' : ' not null'}`)
  const [old, now] = [shape(was), shape(is)]
  if (text(old) !== text(now)) report('major', `${text(old)} → ${text(now)}`)
  const words = ({ comment, attributes }: ContractComposite) =>
    JSON.stringify([comment, attributes.map((it) => it.comment)])
  if (words(was) !== words(is)) report('none', 'is described in other words')
  return changes
}

/** Whether a type is another, or is made of it. */
export function reaches(contract: Contract, type: string, other: string): boolean {
  const plain = type.replaceAll('[]', '')
  const domain = contract.domains.find(({ name }) => name === plain)
  const composite = contract.composites?.find(({ name }) => name === plain)
  const parts = [...(domain ? [domain.over] : []), ...(composite?.attributes ?? []).map((it) => it.type)]
  return plain === other || parts.some((part) => reaches(contract, part, other))
}

function diffError(was: ContractError | undefined, is: ContractError | undefined): Change[] {
  const { changes, report } = reporter(was?.sqlstate ?? is?.sqlstate ?? '')
  if (is === undefined) report('major', `${was?.name} is gone`)
  else if (was === undefined) report('minor', `${is.name} is new`)
  else {
    if (was.name !== is.name) report('major', `${was.name} is called ${is.name}`)
    if (was.retryable !== is.retryable)
      report('major', is.retryable ? 'is retryable now' : 'is no longer retryable')
    const [gone, told] = [without(was.details, is.details), without(is.details, was.details)]
    if (gone.length > 0) report('major', `detail no longer holds ${text(gone)}`)
    if (told.length > 0) report('minor', `detail may hold ${text(told)}`)
    const words = ({ summary, action, messages }: ContractError) => text([summary, action, ...messages])
    if (words(was) !== words(is)) report('none', 'is described in other words')
  }
  return changes
}
