const CHARACTERS_PER_TOKEN = 4

/** What a client reserves before it knows: about four characters a token, and all the output it allows. */
export function estimateTokens(text: string, maxTokens: number): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN) + maxTokens
}
