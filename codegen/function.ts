import type { FunctionRow } from './catalog.ts'
import { type FunctionComment, headAndRest, parseComment } from './comment.ts'
import {
  byBytes,
  type Cardinality,
  type ContractArgument,
  type ContractColumn,
  type ContractFunction,
} from './contract.ts'
import { argumentKey, camel, isSimpleName } from './names.ts'
import type { Refuse } from './refusal.ts'
import { type TypeReader, voidOid } from './types.ts'

interface Context {
  readonly types: TypeReader
  readonly refuse: Refuse
  readonly errors: readonly string[]
}

/** Reads one function; undefined when it was refused as a whole. */
export function readFunction(row: FunctionRow, context: Context): ContractFunction | undefined {
  const subject = `headgate.${row.name}`
  const { refuse } = context
  if (!isSimpleName(row.name)) {
    refuse(
      subject,
      'has a name that does not carry over to TypeScript',
      'Use lower-case letters, digits and underscores.',
    )
    return undefined
  }
  if (row.kind !== 'f') {
    refuse(subject, 'is a procedure, an aggregate or a window function', 'Make it a plain function.')
    return undefined
  }
  const comment = parseComment(row.comment ?? '')
  if (comment.summary === '') {
    refuse(subject, 'has no summary', `Add: comment on function ${subject} is 'What it does, in one line.'`)
  }
  const input = readArguments(row, comment, context)
  const columns = readColumns(row, comment, context)
  if (context.types.isCompositeDomain(row.returnType)) {
    refuse(
      subject,
      'returns a domain over a composite, which is a row to SQL and a value to PostgREST',
      'Return the composite itself, or returns table (…).',
    )
  }
  refuseUnknownTags(comment, input, columns, subject, refuse)
  refuseWrongErrors(comment, context.errors, subject, refuse)
  return {
    name: row.name,
    summary: comment.summary,
    description: comment.description,
    since: tagText(comment, 'since'),
    arguments: input,
    returns: {
      cardinality: cardinalityOf(row, comment, refuse),
      comment: tagText(comment, 'returns'),
      scalar: isScalar(row, context.types),
      columns,
    },
    errors: context.errors,
    roles: [...row.roles].sort(byBytes),
    securityDefiner: row.securityDefiner,
    strict: row.strict,
    volatility: volatilities[row.volatility] ?? 'volatile',
  }
}

const volatilities: Readonly<Record<string, ContractFunction['volatility']>> = {
  i: 'immutable',
  s: 'stable',
  v: 'volatile',
}

export interface RawArgument {
  readonly name: string
  readonly mode: string
  readonly type: number
  readonly default: string | null
}

/** The arguments of a function as the catalog has them, inputs and outputs alike. */
export function rawArguments(row: FunctionRow): readonly RawArgument[] {
  return row.argumentTypes.map((type, i) => ({
    name: row.argumentNames?.[i] ?? '',
    mode: row.argumentModes?.[i] ?? 'i',
    type,
    default: row.defaults[i] ?? null,
  }))
}

function readArguments(
  row: FunctionRow,
  comment: FunctionComment,
  { types, refuse }: Context,
): ContractArgument[] {
  const inputs = rawArguments(row).filter(({ mode }) => 'ibv'.includes(mode))
  // Only input arguments count against pronargdefaults, and defaults sit at their end.
  const firstDefault = inputs.length - row.defaultCount
  const documentation = new Map(textsOf(comment, 'param'))
  const elements = new Map(textsOf(comment, 'each'))
  refuseClashes(
    inputs.map(({ name }) => argumentKey(name)),
    `headgate.${row.name}`,
    refuse,
  )
  return inputs.flatMap((argument, i) => {
    const subject = `headgate.${row.name}(${argument.name || `$${i + 1}`})`
    if (!isSimpleName(argument.name)) {
      refuse(
        subject,
        'is an argument without a usable name',
        'Name it in lower-case letters, digits and underscores.',
      )
      return []
    }
    if (argumentKey(argument.name) in {}) {
      // Left out, it would be found all the same, and sent.
      refuse(
        subject,
        'is an argument whose name is that of something every object in JavaScript has',
        'Rename it.',
      )
      return []
    }
    if (argument.mode === 'v') {
      refuse(subject, 'is variadic', 'Take an array instead.')
      return []
    }
    const use = types.use(argument.type, subject)
    if (use === undefined) return []
    const fallback = i >= firstDefault ? argument.default : null
    const each = elements.get(argument.name)
    return [
      {
        name: argument.name,
        type: use.type,
        comment: documentation.get(argument.name) ?? '',
        ...(fallback === null ? {} : { default: fallback }),
        nullable: fallback !== null && /^NULL(::|$)/.test(fallback) && !use.notNull && !row.strict,
        ...(each === undefined ? {} : { elements: headAndRest(each)[0] }),
      },
    ]
  })
}

const outputs = 'otb'

/** A single unnamed value: neither `returns table`, nor OUT arguments, nor a composite, nor void. */
function isScalar(row: FunctionRow, types: TypeReader): boolean {
  if (row.returnType === voidOid || types.attributesOf(row.returnType)) return false
  return !rawArguments(row).some(({ mode }) => outputs.includes(mode))
}

function readColumns(
  row: FunctionRow,
  comment: FunctionComment,
  { types, refuse }: Context,
): ContractColumn[] {
  if (row.returnType === voidOid) return []
  const documentation = new Map(textsOf(comment, 'column'))
  const attributes = types.attributesOf(row.returnType)
  if (attributes && !types.use(row.returnType, `the result of headgate.${row.name}`)) return []
  for (const { name, comment: text } of attributes ?? [])
    if (text !== null && !documentation.has(name)) documentation.set(name, text)
  const raw = isScalar(row, types)
    ? [{ name: 'value', type: row.returnType }]
    : (attributes ?? rawArguments(row).filter(({ mode }) => outputs.includes(mode)))
  refuseClashes(
    raw.map(({ name }) => camel(name)),
    `headgate.${row.name}`,
    refuse,
  )
  return raw.flatMap(({ name, type }) => {
    const subject = `the result ${name} of headgate.${row.name}`
    if (!isSimpleName(name)) {
      refuse(
        subject,
        'is a column without a usable name',
        'Name it in lower-case letters, digits and underscores.',
      )
      return []
    }
    const use = types.use(type, subject)
    if (use === undefined) return []
    // A strict scalar function answers null to a null argument, but none can be given from here.
    return [{ name, type: use.type, comment: documentation.get(name) ?? '', nullable: !use.notNull }]
  })
}

function cardinalityOf(row: FunctionRow, comment: FunctionComment, refuse: Refuse): Cardinality {
  if (row.returnType === voidOid) return 'none'
  const [said] = headAndRest(tagText(comment, 'returns'))
  const subject = `headgate.${row.name}`
  if (!row.returnsSet) {
    if (said === 'many') refuse(subject, 'says @returns many but returns a single row', 'Say @returns one.')
    return 'one'
  }
  if (said === 'one' || said === 'maybe' || said === 'many') return said
  refuse(
    subject,
    'returns a set, but its comment does not say how many rows',
    'Add a line `@returns one …`, `@returns maybe …` (none or one) or `@returns many …` to its comment.',
  )
  return 'many'
}

const tagText = (comment: FunctionComment, name: string): string =>
  comment.tags.find((tag) => tag.name === name)?.text ?? ''

const textsOf = (comment: FunctionComment, name: string): (readonly [string, string])[] =>
  comment.tags.filter((tag) => tag.name === name).map(({ text }) => headAndRest(text))

function refuseClashes(keys: readonly string[], subject: string, refuse: Refuse): void {
  const twice = keys.find((key, i) => keys.indexOf(key) !== i)
  if (twice !== undefined)
    refuse(subject, `has two names that become ${twice} in TypeScript`, 'Rename one of them.')
}

function refuseUnknownTags(
  comment: FunctionComment,
  input: readonly ContractArgument[],
  columns: readonly ContractColumn[],
  subject: string,
  refuse: Refuse,
): void {
  const known = { param: input, each: input, column: columns }
  for (const [tag, list] of Object.entries(known)) {
    for (const [name] of textsOf(comment, tag)) {
      if (!list.some((it) => it.name === name))
        refuse(subject, `documents @${tag} ${name}, which it has not`, 'Correct its comment.')
    }
  }
}

/** The comment says for people which errors there are; it must say what the bodies do. */
function refuseWrongErrors(
  comment: FunctionComment,
  raised: readonly string[],
  subject: string,
  refuse: Refuse,
): void {
  const declared = tagText(comment, 'errors')
    .split(/[\s,]+/)
    .filter((code) => code !== '')
  const undeclared = raised.filter((code) => !declared.includes(code))
  const idle = declared.filter((code) => !raised.includes(code))
  if (undeclared.length > 0) {
    refuse(
      subject,
      `can raise ${undeclared.join(', ')}, of which its comment says nothing`,
      `Add to its comment: @errors ${raised.join(' ')}`,
    )
  }
  if (idle.length > 0) {
    refuse(
      subject,
      `declares ${idle.join(', ')}, which nothing in it raises`,
      raised.length === 0
        ? 'Take @errors out of its comment.'
        : `Its comment should say: @errors ${raised.join(' ')}`,
    )
  }
}
