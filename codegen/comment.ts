/** A COMMENT ON FUNCTION, taken apart. */
export interface FunctionComment {
  readonly summary: string
  /** The paragraphs after the summary. */
  readonly description: string
  /** The text after each tag, in order: `@param p_limit …` gives `param` → `p_limit …`. */
  readonly tags: readonly Tag[]
}

/** A line that begins with `@`, with the lines that continue it. */
interface Tag {
  readonly name: string
  readonly text: string
}

const tagLine = /^\s*@([a-z]+)\b\s*(.*)$/

/**
 * Reads the format of function comments: a summary line, paragraphs, then tags. A line that follows a tag
 * and is not one itself continues it; unknown tags are kept for whoever knows them.
 */
export function parseComment(comment: string): FunctionComment {
  const lines = comment.replaceAll('\r\n', '\n').trim().split('\n')
  const firstTag = lines.findIndex((line) => tagLine.test(line))
  const prose = firstTag < 0 ? lines : lines.slice(0, firstTag)
  const tags: { name: string; text: string }[] = []
  for (const line of firstTag < 0 ? [] : lines.slice(firstTag)) {
    const match = tagLine.exec(line)
    const last = tags.at(-1)
    if (match) tags.push({ name: match[1] ?? '', text: match[2] ?? '' })
    else if (last) last.text = `${last.text} ${line.trim()}`
  }
  return {
    summary: prose[0]?.trim() ?? '',
    description: prose.slice(1).join('\n').trim(),
    tags: tags.map(({ name, text }) => ({ name, text: text.trim() })),
  }
}

/** Splits `p_limit how many` into the word and the rest. */
export function headAndRest(text: string): readonly [string, string] {
  const [, head = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(text) ?? []
  return [head, rest.replace(/^[-–:]\s+/, '')]
}
