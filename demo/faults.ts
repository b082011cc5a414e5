import { seededChance } from './random.ts'

/** What goes wrong on purpose, the same in every process: `text` is the place of the text in the run. */
export type Faults = {
  /** Why this attempt fails, or null. */
  failure(text: number, attempt: number): string | null
}

/** Texts that fail every attempt, so that the run has dead letters. None where nothing is to fail. */
export function hopelessTexts(total: number, failRate: number): readonly number[] {
  if (failRate === 0 || total < 10) return []
  return [Math.floor(total / 3), Math.floor((2 * total) / 3)]
}

/** Fails the share `failRate` of first attempts, and every attempt of the hopeless texts. */
export function plannedFaults(seed: number, failRate: number, total: number): Faults {
  const hopeless = new Set(hopelessTexts(total, failRate))
  return {
    failure: (text, attempt) => {
      if (hopeless.has(text)) return 'the answer was not a summary'
      const isUnlucky = attempt === 1 && seededChance(seed, `text ${text}`) < failRate
      return isUnlucky ? 'the answer broke off' : null
    },
  }
}
