import { countTokens, firstTokens } from './provider/tokens.ts'
import { splitSentences } from './sentences.ts'

const DAMPING = 0.85
const ROUNDS = 30
/** Comparing is quadratic; a long text is summarised by its first sentences, so that nobody waits. */
const MOST_SENTENCES = 200

type Vector = ReadonlyMap<string, number>

/**
 * An extractive summary: the sentences that most other sentences resemble (LexRank), in the order of
 * the text, as many as fit in `maxTokens` by the provider's count.
 */
export function summarise(text: string, maxTokens: number): string {
  const sentences = splitSentences(text).slice(0, MOST_SENTENCES)
  const scores = rank(similarities(sentences.map(words)))
  const best = sentences.map((_, index) => index).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))

  const chosen = new Set<number>()
  let left = maxTokens
  for (const index of best) {
    const cost = countTokens(sentences[index] ?? '')
    if (cost > left) continue
    chosen.add(index)
    left -= cost
  }
  if (chosen.size === 0) return firstTokens(sentences[best[0] ?? 0] ?? '', maxTokens)
  return sentences.filter((_, index) => chosen.has(index)).join(' ')
}

function words(sentence: string): string[] {
  return sentence.toLowerCase().match(/\p{L}{3,}/gu) ?? []
}

/** Cosine of tf-idf vectors, each sentence being a document: words found everywhere weigh nothing. */
function similarities(sentences: readonly string[][]): number[][] {
  const containing = new Map<string, number>()
  for (const sentence of sentences) {
    for (const word of new Set(sentence)) containing.set(word, (containing.get(word) ?? 0) + 1)
  }
  const vectors = sentences.map((sentence) => unitVector(sentence, containing, sentences.length))
  return vectors.map((a, row) => vectors.map((b, column) => (row === column ? 0 : dot(a, b))))
}

function unitVector(sentence: readonly string[], containing: Vector, documents: number): Vector {
  const weights = new Map<string, number>()
  for (const word of sentence) {
    const rarity = Math.log(documents / (containing.get(word) ?? 1))
    weights.set(word, (weights.get(word) ?? 0) + rarity)
  }
  const length = Math.hypot(...weights.values()) || 1
  return new Map([...weights].map(([word, weight]) => [word, weight / length]))
}

function dot(a: Vector, b: Vector): number {
  let sum = 0
  for (const [word, weight] of a) sum += weight * (b.get(word) ?? 0)
  return sum
}

/** PageRank by power iteration: a sentence hands its score on to its likes, in proportion. */
function rank(similar: readonly number[][]): number[] {
  const count = similar.length
  const totals = similar.map((row) => row.reduce((sum, value) => sum + value, 0))
  let scores = similar.map(() => 1 / count)
  for (let round = 0; round < ROUNDS; round++) {
    const next = similar.map(() => (1 - DAMPING) / count)
    similar.forEach((row, from) => {
      const given = (DAMPING * (scores[from] ?? 0)) / (totals[from] || 1)
      row.forEach((value, to) => {
        next[to] = (next[to] ?? 0) + given * value
      })
    })
    scores = next
  }
  return scores
}
