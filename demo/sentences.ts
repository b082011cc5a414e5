const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
const ABBREVIATION =
  /(?:^|[\s(“"'])(?:Mr|Mrs|Ms|Dr|St|Gen|Gov|Hon|Capt|Col|Lieut|Lt|Messrs|Rev|No|Nos|vs|viz|etc|[A-Z])\.$/

/**
 * Splits a text into sentences, in order, their white space made single spaces. A blank line ends a
 * sentence, a line's end does not. The Unicode rules stop at `Mr.`; such pieces are joined to what follows.
 */
export function splitSentences(text: string): string[] {
  return text.split(/\n\s*\n/).flatMap((paragraph) => splitParagraph(paragraph.replace(/\s+/g, ' ').trim()))
}

function splitParagraph(paragraph: string): string[] {
  const sentences: string[] = []
  let carried = ''
  for (const { segment } of segmenter.segment(paragraph)) {
    const sentence = `${carried}${segment}`
    const endsAtAbbreviation = ABBREVIATION.test(sentence.trimEnd())
    carried = endsAtAbbreviation ? sentence : ''
    if (!endsAtAbbreviation) sentences.push(sentence.trim())
  }
  return carried === '' ? sentences : [...sentences, carried.trim()]
}
