import { parsePlPgSQL } from 'libpg-query'
import type { FunctionFile } from '../deploy/parse.ts'

/** One breach of the house style, with the place where it stands. */
export interface Finding {
  readonly file: string
  readonly line: number
  readonly message: string
}

interface Rule {
  readonly pattern: RegExp
  readonly message: string
}

const LINE_RULES: readonly Rule[] = [
  { pattern: /\t/, message: 'has a tab; indent by two spaces' },
  { pattern: /[ \t]+$/, message: 'ends in blanks' },
  { pattern: /.{171}/, message: 'is longer than 170 characters' },
]

const BODY_RULES: readonly Rule[] = [
  {
    pattern: /\bnow\(\)|\bcurrent_timestamp\b|\btransaction_timestamp\(\)|\bclock_timestamp\(\)/i,
    message: 'reads a clock; call headgate_private.clock(), the only one that tests can move',
  },
  { pattern: /\bselect \*/i, message: 'selects *; name the columns' },
  { pattern: /\bset_config\(/i, message: 'changes a setting of the caller’s transaction' },
  { pattern: /\bpg_sleep/i, message: 'sleeps' },
  {
    pattern: /\braise exception\b/i,
    message: 'raises; call headgate_private.raise with a catalogued SQLSTATE',
  },
]

/** Functions that are the one place for what a rule forbids elsewhere. */
const EXEMPT: Readonly<Record<string, RegExp>> = {
  'headgate_private.clock': /reads a clock/,
  'headgate_private.raise': /raises/,
  'headgate_private.take_turn': /changes a setting/,
  'headgate_private.refuse_old_snapshot': /raises/,
}

/** Checks one function file: line by line, and its PL/pgSQL body with PostgreSQL's own parser. */
export async function lintFunction(file: FunctionFile): Promise<Finding[]> {
  const findings: Finding[] = []
  const report = (line: number, message: string) => {
    if (EXEMPT[file.qualified]?.test(message) !== true) findings.push({ file: file.path, line, message })
  }
  const lines = file.text.split('\n')
  const comments = lines.findIndex((line) => line.startsWith('comment on '))
  lines.forEach((line, index) => {
    const inComment = comments >= 0 && index >= comments
    const rules = inComment ? LINE_RULES.slice(0, 2) : [...LINE_RULES, ...BODY_RULES]
    const code = inComment ? line : line.replace(/--.*$/, (comment) => ' '.repeat(comment.trimEnd().length))
    for (const { pattern, message } of rules) {
      if (pattern.test(pattern.source.startsWith('[ ') ? line : code.trimEnd())) report(index + 1, message)
    }
  })
  if (file.schema === 'headgate') {
    if (!file.text.startsWith('-- '))
      report(1, 'does not begin with a comment that says what the function promises')
    if (!/^security definer$/m.test(file.create)) report(1, 'is public but not `security definer`')
  }
  if (
    /^security definer$/m.test(file.create) &&
    !/^set search_path = pg_catalog, pg_temp$/m.test(file.create)
  ) {
    report(1, 'does not pin `set search_path = pg_catalog, pg_temp`')
  }
  if (/^language plpgsql$/m.test(file.create)) {
    // The parser knows no types of ours and refuses an array of them as a result.
    await parsePlPgSQL(file.create.replace(/^returns headgate_private\.\w+\[\]$/m, 'returns text[]')).catch(
      (error: unknown) => {
        report(1, error instanceof Error ? error.message : String(error))
      },
    )
  }
  return findings
}
