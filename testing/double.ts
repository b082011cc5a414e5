import { HeadgateError } from '../client/errors.ts'
import { Timestamp } from '../client/timestamp.ts'
import type { FunctionCall, FunctionSpec, Row, Transport, WireType } from '../client/transport.ts'
import {
  type EnqueueJobArgs,
  fingerprints,
  JobId,
  type ObserverClient,
  type OperatorClient,
  observerClient,
  operatorClient,
  type ProducerClient,
  producerClient,
  type WorkerClient,
  workerClient,
} from '../generated/index.ts'
import { withinQueryable } from './double-pool.ts'
import { type EnqueuedJob, findEnqueued } from './enqueued.ts'
import type { WithDates } from './with-dates.ts'

type Functions = ProducerClient & WorkerClient & OperatorClient & ObserverClient

/** What a call shall answer: a result, an error to end with, or what makes one of them of the arguments. */
export type Answer<Name extends keyof Functions> =
  | WithDates<Awaited<ReturnType<Functions[Name]>>>
  | HeadgateError
  | ((
      args: Parameters<Functions[Name]>[0] & {},
    ) => WithDates<Awaited<ReturnType<Functions[Name]>>> | HeadgateError)

/**
 * By function. Those that enqueue have an answer of their own: the job is accepted. So has `getContract`, which clients
 * call by themselves: this is the database that they were generated from.
 */
export type Answers = { readonly [Name in keyof Functions]?: Answer<Name> }

export interface DoubleOptions {
  readonly answers?: Answers
  /** What jobs are scheduled at that are to run at once. Default: the time of the call. */
  readonly now?: () => Date
}

/**
 * A stand-in for the database, for unit tests in no time: calls are checked as always, recorded, and answered as you say.
 * Answers are checked against the contract too, so that a double cannot promise what the database would not.
 */
export interface Double {
  readonly transport: Transport
  readonly producer: ProducerClient
  readonly worker: WorkerClient
  readonly operator: OperatorClient
  readonly observer: ObserverClient
  /** Changes what calls answer from now on. */
  answer(answers: Answers): void
  /**
   * The pool or client given, whose calls of Headgate are answered by this double while all else goes its own way: for
   * pg-mem, which knows your tables and not our functions. What was enqueued in a transaction is forgotten if it is
   * rolled back.
   */
  within<Queryable extends object>(queryable: Queryable): Queryable
  /** Every call that was answered so far. */
  readonly calls: readonly DoubledCall[]
  /** The jobs enqueued so far, by their arguments. */
  jobs(): readonly (EnqueuedJob & EnqueueJobArgs)[]
  /**
   * The first job whose arguments are as expected.
   *
   * @throws NotEnqueued which lists those that were enqueued.
   */
  expectEnqueued(expected: Partial<EnqueueJobArgs>): EnqueuedJob & EnqueueJobArgs
}

export interface DoubledCall {
  readonly function: keyof Functions
  readonly args: Readonly<Record<string, unknown>>
}

export function createDouble({ answers: given = {}, now = () => new Date() }: DoubleOptions = {}): Double {
  let answers: Answers = given
  let nextId = 1n
  const calls: DoubledCall[] = []

  const accept = (args: object) => ({
    jobId: JobId.parse(nextId++),
    created: true,
    outcome: 'accepted',
    scheduledAt: 'scheduledAt' in args && args.scheduledAt instanceof Date ? args.scheduledAt : now(),
  })

  function answerTo(
    name: keyof Functions,
    spec: FunctionSpec,
    args: Readonly<Record<string, unknown>>,
  ): unknown {
    const answer = answers[name] as unknown
    if (typeof answer === 'function') return answer(args)
    if (answer !== undefined) return answer
    if (name === 'getContract') return contract
    if (name === 'enqueueJob') return accept(args)
    if (name === 'enqueueJobs') return jobsOf(args).map((job, element) => ({ element, ...accept(job) }))
    throw new TypeError(
      `The double has no answer for headgate.${spec.name}: give it one under answers.${name}.`,
    )
  }

  /** @param record where the call is noted once it is answered. */
  const transportTo = (record: DoubledCall[]): Transport => ({
    async call(call) {
      const args = argumentsOf(call)
      const name = camel(call.function.name) as keyof Functions
      const answer = answerTo(name, call.function, args)
      if (answer instanceof HeadgateError) throw answer
      if (name !== 'getContract') record.push({ function: name, args })
      return rowsOf(call.function, answer)
    },
  })
  const transport = transportTo(calls)

  const jobs = () =>
    calls.flatMap(({ function: name, args }): (EnqueuedJob & EnqueueJobArgs)[] => {
      if (name === 'enqueueJob') return [jobOf(args)]
      return name === 'enqueueJobs' ? jobsOf(args).map(jobOf) : []
    })

  return {
    transport,
    producer: producerClient(transport),
    worker: workerClient(transport),
    operator: operatorClient(transport),
    observer: observerClient(transport),
    answer(more) {
      answers = { ...answers, ...more }
    },
    within: (queryable) => withinQueryable(queryable, transportTo, calls),
    calls,
    jobs,
    expectEnqueued: (expected) => findEnqueued(jobs(), expected),
  }
}

const contract = Object.entries(fingerprints).map(([functionName, fingerprint]) => ({
  functionName,
  fingerprint,
}))

const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, next: string) => next.toUpperCase())

/** The arguments as the caller gave them: by the names of TypeScript, those of the elements of a batch too. */
function argumentsOf({ arguments: given }: FunctionCall): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    given.map(({ key, parameter: { elements }, value }) => [
      key,
      elements && Array.isArray(value) ? value.map((item) => renamed(item, elements)) : value,
    ]),
  )
}

/** What JSON has no word for is read as the function of one element would take it. */
function renamed(
  item: Readonly<Record<string, unknown>>,
  elements: NonNullable<FunctionCall['arguments'][number]['parameter']['elements']>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(elements).flatMap(([key, { name, type }]) => {
      const value = item[name.replace(/^p_/, '')]
      return value === undefined ? [] : [[key, asTaken(type, value)]]
    }),
  )
}

function asTaken(type: WireType, value: unknown): unknown {
  if (type === 'timestamptz' && typeof value === 'string') return new Timestamp(value)
  return type === 'int8' && typeof value === 'number' ? BigInt(value) : value
}

function rowsOf(spec: FunctionSpec, answer: unknown): readonly Row[] {
  if (spec.returns === 'none' || answer === undefined) return []
  return (spec.returns === 'many' ? answer : [answer]) as readonly Row[]
}

const jobsOf = ({ jobs }: Readonly<Record<string, unknown>>) => jobs as readonly EnqueueJobArgs[]

const jobOf = (args: object) => ({ payload: {}, ...args }) as EnqueuedJob & EnqueueJobArgs
