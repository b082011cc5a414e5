import { DemoError } from './errors.ts'

/** A commander parser for a whole number within bounds. It throws DemoError `invalid_option`. */
export function wholeNumber(option: string, least: number, most: number): (value: string) => number {
  return (value) => {
    const number = /^\d+$/.test(value.trim()) ? Number(value) : Number.NaN
    if (number >= least && number <= most) return number
    throw new DemoError(
      'invalid_option',
      `${option} is ${JSON.stringify(value)}`,
      `Give a whole number from ${least} to ${most}.`,
    )
  }
}

/** A commander parser for a share such as 0.03. It throws DemoError `invalid_option`. */
export function share(option: string): (value: string) => number {
  return (value) => {
    const number = /^\d*\.?\d+$/.test(value.trim()) ? Number(value) : Number.NaN
    if (number >= 0 && number <= 1) return number
    throw new DemoError(
      'invalid_option',
      `${option} is ${JSON.stringify(value)}`,
      'Give a share from 0 to 1, such as 0.03.',
    )
  }
}
