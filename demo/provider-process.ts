import { join } from 'node:path'
import { z } from 'zod'
import { endChild, firstMessage, startChild } from './child.ts'
import { DemoError } from './errors.ts'
import type { ProviderLimits } from './provider/limits.ts'
import {
  type ProviderStats,
  type ProviderTimeline,
  providerStats,
  providerTimeline,
} from './provider/stats.ts'

export type ProviderProcess = {
  readonly url: string
  stats(): Promise<ProviderStats>
  timeline(): Promise<ProviderTimeline>
  stop(): Promise<void>
}

const ready = z.object({ url: z.url() })

/**
 * Starts the provider as a process of its own.
 *
 * @throws DemoError `provider_unavailable`
 */
export async function startProviderProcess(limits: ProviderLimits, seed: number): Promise<ProviderProcess> {
  const child = startChild(join(import.meta.dirname, 'provider.ts'), [
    `--requests-per-minute=${limits.requestsPerMinute}`,
    `--tokens-per-minute=${limits.tokensPerMinute}`,
    `--short-window=${limits.shortWindowSeconds}`,
    `--concurrency=${limits.concurrency}`,
    `--seed=${seed}`,
  ])
  const { url } = ready.parse(await firstMessage(child, 'provider_unavailable', 'provider'))
  return {
    url,
    stats: () => get(`${url}/v1/stats`, providerStats),
    timeline: () => get(`${url}/v1/timeline`, providerTimeline),
    stop: () => endChild(child, 'SIGTERM'),
  }
}

async function get<T>(url: string, shape: z.ZodType<T>): Promise<T> {
  try {
    const response = await fetch(url)
    return shape.parse(await response.json())
  } catch (cause) {
    throw new DemoError('provider_unavailable', `no answer from ${url}`, 'Start again.', { cause })
  }
}
