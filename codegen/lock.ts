import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import type { Contract } from './contract.ts'

/** A file that is no contract, or one of a format that this version does not know. */
export class InvalidLock extends Error {
  readonly code = 'invalid_lock'
  readonly hint = 'Give a contract.lock.json that `npm run codegen` wrote.'

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`)
    this.name = 'InvalidLock'
  }
}

const text = z.string()
const texts = z.array(text)
const argument = z.object({
  name: text,
  type: text,
  comment: text,
  default: text.exactOptional(),
  nullable: z.boolean(),
  elements: text.exactOptional(),
})
const column = z.object({ name: text, type: text, comment: text, nullable: z.boolean() })

const lock: z.ZodType<Contract> = z.object({
  format: z.literal(1),
  functions: z.array(
    z.object({
      name: text,
      summary: text,
      description: text,
      since: text,
      arguments: z.array(argument),
      returns: z.object({
        cardinality: z.enum(['one', 'maybe', 'many', 'none']),
        comment: text,
        scalar: z.boolean(),
        columns: z.array(column),
      }),
      errors: texts,
      roles: texts,
      securityDefiner: z.boolean(),
      strict: z.boolean(),
      volatility: z.enum(['immutable', 'stable', 'volatile']),
    }),
  ),
  domains: z.array(z.object({ name: text, comment: text, over: text, notNull: z.boolean(), checks: texts })),
  enums: z.array(z.object({ name: text, comment: text, labels: texts })),
  composites: z.array(z.object({ name: text, comment: text, attributes: z.array(column) })).exactOptional(),
  errors: z.array(
    z.object({
      sqlstate: text,
      name: text,
      retryable: z.boolean(),
      summary: text,
      action: text,
      messages: texts,
      details: texts,
    }),
  ),
})

/**
 * Reads a contract from its lock file.
 *
 * @throws InvalidLock
 */
export async function readLock(path: string): Promise<Contract> {
  const json = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new InvalidLock(path, error instanceof Error ? error.message : String(error))
  })
  const parsed = lock.safeParse(asJson(path, json))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new InvalidLock(path, `${issue?.path.join('.') || 'the file'}: ${issue?.message}`)
}

function asJson(path: string, json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new InvalidLock(path, 'is not JSON')
  }
}
