import {
  type EnqueueJobArgs,
  type EnqueueJobError,
  type EnqueueJobRow,
  type EnqueueJobsError,
  type EnqueueJobsRow,
  enqueueJob,
  enqueueJobs,
} from '../generated/index.ts'
import type { Call } from './call.ts'
import { InvalidArguments, type Issue } from './errors.ts'
import { NotJson, toJson } from './json.ts'
import { fromJson } from './json-read.ts'
import { pathOf } from './path.ts'
import type { InputOf, OutputOf, PayloadSchema } from './payload-schema.ts'
import type { Transport } from './transport.ts'
import { Fatal } from './worker/errors.ts'
import type { Handler } from './worker/types.ts'

export type { PayloadSchema } from './payload-schema.ts'

/** A schema of the payload for each job type. */
type Schemas = Readonly<Record<string, PayloadSchema>>

/** `payload` may be left out where the schema takes an empty object, which the database puts there. */
type WithPayload<Input> =
  Record<never, never> extends Input ? { readonly payload?: Input } : { readonly payload: Input }

/** The arguments of an enqueue, with the payload that belongs to the job type. */
export type JobArgs<S extends Schemas> = {
  [Type in keyof S & string]: Omit<EnqueueJobArgs, 'jobType' | 'payload'> & {
    readonly jobType: Type
  } & WithPayload<InputOf<S[Type]>>
}[keyof S & string]

/** Handlers whose job carries what its schema makes of the payload. */
export type JobHandlers<S extends Schemas> = {
  readonly [Type in keyof S & string]?: Handler<OutputOf<S[Type]>>
}

/** Enqueues registered job types only, with payloads that fit. */
export interface JobProducer<S extends Schemas> {
  /** As `enqueueJob` of the generated client, once the payload fits. @throws InvalidArguments if it does not. */
  enqueueJob(args: JobArgs<S>): Call<EnqueueJobRow, EnqueueJobError>
  /** As `enqueueJobs` of the generated client, once every payload fits. @throws InvalidArguments naming each that does not. */
  enqueueJobs(args: {
    readonly jobs: readonly JobArgs<S>[]
  }): Call<readonly EnqueueJobsRow[], EnqueueJobsError>
}

/** The job types of an application, typed from the enqueue to the handler. */
export interface Jobs<S extends Schemas> {
  readonly schemas: S
  producer(transport: Transport): JobProducer<S>
  /**
   * What `createWorker` takes. Each payload is parsed before its handler is called; one that does not fit can never
   * succeed, and becomes a dead letter at once.
   */
  handlers(handlers: JobHandlers<S>): Readonly<Record<string, Handler>>
}

/**
 * Registers the payloads of an application's job types, for those who enqueue and those who handle alike. A payload is
 * checked as JSON, as the handler will meet it: a schema that needs a Date or a bigint takes none.
 *
 * @param schemas by job type: of zod, or of any other library that keeps to Standard Schema.
 */
export function defineJobs<const S extends Schemas>(schemas: S): Jobs<S> {
  return {
    schemas,
    producer: (transport) => ({
      enqueueJob: (args) =>
        whenFits('enqueue_job', [check(schemas, args, [])], () => enqueueJob(transport, args)) as Call<
          EnqueueJobRow,
          EnqueueJobError
        >,
      enqueueJobs: ({ jobs }) =>
        whenFits(
          'enqueue_jobs',
          jobs.map((job, i) => check(schemas, job, ['jobs', i])),
          () => enqueueJobs(transport, { jobs }),
        ) as Call<readonly EnqueueJobsRow[], EnqueueJobsError>,
    }),
    handlers: (handlers) =>
      Object.fromEntries(
        Object.entries(handlers).flatMap(([type, handler]) => {
          const schema = schemaOf(schemas, type)
          return handler === undefined || schema === undefined ? [] : [[type, parsing(schema, handler)]]
        }),
      ),
  }
}

const schemaOf = (schemas: Schemas, type: string): PayloadSchema | undefined =>
  Object.hasOwn(schemas, type) ? schemas[type] : undefined

async function whenFits<T>(
  name: string,
  checks: readonly Promise<readonly Issue[]>[],
  send: () => Promise<T>,
): Promise<T> {
  const issues = (await Promise.all(checks)).flat()
  if (issues.length === 0) return await send()
  throw new InvalidArguments({
    function: name,
    issues,
    hint: 'Give a payload that fits the schema registered for its job type.',
  })
}

/** What is wrong with a payload; `at` is where its job stands among the arguments. */
async function check(
  schemas: Schemas,
  { jobType, payload = {} }: { readonly jobType: string; readonly payload?: unknown },
  at: readonly PropertyKey[],
): Promise<readonly Issue[]> {
  const schema = schemaOf(schemas, jobType)
  if (schema === undefined) return [{ path: pathOf([...at, 'jobType']), message: 'is not registered' }]
  const within = [...at, 'payload']
  try {
    const { issues = [] } = await schema['~standard'].validate(fromJson(toJson(payload)))
    return issues.map(({ path = [], message }) => ({
      path: pathOf([...within, ...path.map(keyOf)]),
      message,
    }))
  } catch (error) {
    if (!(error instanceof NotJson)) throw error
    return [{ path: pathOf([...within, ...error.keys]), message: error.message }]
  }
}

const keyOf = (segment: PropertyKey | { readonly key: PropertyKey }): PropertyKey =>
  typeof segment === 'object' ? segment.key : segment

function parsing(schema: PayloadSchema, handler: Handler): Handler {
  return async (job, context) => {
    const result = await schema['~standard'].validate(job.payload)
    if (result.issues) {
      const issues = result.issues.map(
        ({ path = [], message }) => `${pathOf(['payload', ...path.map(keyOf)])}: ${message}`,
      )
      throw new Fatal(`The payload does not fit the schema of ${job.type}: ${issues.join('; ')}`)
    }
    return await handler({ ...job, payload: result.value }, context)
  }
}
