import { z } from 'zod'
import { DemoError } from '../errors.ts'

const whole = z.int().positive()

const providerLimits = z
  .object({
    requestsPerMinute: whole.max(1_000_000),
    tokensPerMinute: whole.max(10_000_000_000),
    /** The provider spreads its minute: in any such stretch only the proportional share is admitted. */
    shortWindowSeconds: z.number().min(1).max(60),
    concurrency: whole.max(10_000),
  })
  .refine(({ requestsPerMinute, shortWindowSeconds }) => (requestsPerMinute * shortWindowSeconds) / 60 >= 1, {
    message: 'the share of one short window is less than one request',
    path: ['shortWindowSeconds'],
  })

export type ProviderLimits = z.infer<typeof providerLimits>

/** What the provider admits in any one short window. */
export type WindowShare = { readonly seconds: number; readonly requests: number; readonly tokens: number }

/** Rounds down: the provider never admits more than its minute says. */
export function windowShare(limits: ProviderLimits): WindowShare {
  const share = limits.shortWindowSeconds / 60
  return {
    seconds: limits.shortWindowSeconds,
    requests: Math.floor(limits.requestsPerMinute * share),
    tokens: Math.floor(limits.tokensPerMinute * share),
  }
}

/** @throws DemoError `invalid_option`, naming the first limit that makes no sense. */
export function checkProviderLimits(limits: ProviderLimits): ProviderLimits {
  const checked = providerLimits.safeParse(limits)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  throw new DemoError(
    'invalid_option',
    `provider limit ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`,
    'Limits are whole numbers above zero; the short window is 1 to 60 seconds.',
  )
}
