const TOKEN = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]+/gu

/** The provider's own count: one token a word, one a run of punctuation. */
export function countTokens(text: string): number {
  return text.match(TOKEN)?.length ?? 0
}

/** The first `limit` tokens of the text, as they stand in it. */
export function firstTokens(text: string, limit: number): string {
  let taken = 0
  for (const match of text.matchAll(TOKEN)) {
    if (taken === limit) return text.slice(0, match.index).trimEnd()
    taken += 1
  }
  return text
}
