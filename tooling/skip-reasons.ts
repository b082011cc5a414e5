/** A skipped or singled-out test that says no reason. */
export interface Finding {
  readonly line: number
  readonly message: string
}

const SINGLED_OUT = /\b(?:it|test|describe)(?:\.\w+)*\.only\b/
const SKIPPED =
  /\b(?:it|test|describe)(?:\.\w+)*\.(?:skip|skipIf|runIf|todo|fails)\b|\b(?:context|ctx|task)\.skip\(/
const REASON_IN_CALL = /\.skip\(\s*['"`][^'"`]{10,}/

/** A skip gives its reason in a comment on its line or the one above, or as the argument of `context.skip`. */
export function skipsWithoutReason(source: string): Finding[] {
  const lines = source.split('\n')
  return lines.flatMap((text, index) => {
    const line = index + 1
    if (SINGLED_OUT.test(text)) return [{ line, message: 'runs alone (.only)' }]
    if (!SKIPPED.test(text) || REASON_IN_CALL.test(text)) return []
    const explained = /\/\/ ?\S/.test(text) || /^\s*(?:\/\/|\*)/.test(lines[index - 1] ?? '')
    return explained ? [] : [{ line, message: 'is skipped without a reason: say why in a comment above' }]
  })
}
