import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { JsonNumber } from '../../client/json-number.ts'
import { readAnswer } from '../../client/postgrest/answer.ts'
import { postgrestTransport } from '../../client/postgrest.ts'
import type { Transport } from '../../client/transport.ts'
import {
  claimJobs,
  enqueueJobs,
  getJob,
  getJobFunction,
  health,
  JobId,
  operatorClient,
  producerClient,
} from '../../generated/index.ts'
import { caught } from '../support/caught.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { jwt, type Postgrest, type PostgrestConfig, startPostgrest } from '../support/postgrest.ts'
import { start } from '../worker/support.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await freshDatabase()
})

async function open(config: Omit<PostgrestConfig, 'connectionString'> = {}): Promise<Postgrest> {
  const server = await startPostgrest({ ...config, connectionString: database.connectionString })
  onTestFinished(server.close)
  return server
}

const as = ({ url, secret }: Postgrest, role: string, claims: object = {}): Transport =>
  postgrestTransport({ url, headers: { authorization: `Bearer ${jwt(secret, { role, ...claims })}` } })

describe('PostgREST', () => {
  test('is asked for the schema headgate, by named arguments, with the caller’s own headers', async () => {
    const server = await open({ schemas: ['public', 'headgate'] })
    const headers = {
      authorization: `Bearer ${jwt(server.secret, { role: 'headgate_producer' })}`,
      apikey: 'a key',
    }
    const transport = postgrestTransport({ url: server.url, headers })
    await producerClient(transport).enqueueJob({ jobType: 'plain' })
    expect(server.lastHeaders()).toMatchObject({
      ...headers,
      'content-profile': 'headgate',
      'content-type': 'application/json',
    })
  })

  test('calls as the role of the JWT, and no other', async () => {
    const server = await open()
    await producerClient(as(server, 'headgate_producer')).enqueueJob({ jobType: 'plain' })
    const error = await caught(
      operatorClient(as(server, 'headgate_producer')).pauseJobType({ jobType: 'plain' }),
    )
    expect(error).toMatchObject({ code: 'not_permitted', roles: ['headgate_operator'] })
  })

  test.for([
    ['without a JWT', () => ({})],
    [
      'with one that somebody else signed',
      () => ({ authorization: `Bearer ${jwt('x', { role: 'postgres' })}` }),
    ],
    [
      'with one that has expired',
      ({ secret }: Postgrest) => ({
        authorization: `Bearer ${jwt(secret, { role: 'headgate_observer', exp: 1 })}`,
      }),
    ],
  ] as const)('refuses a call %s', async ([, headersFor]) => {
    const server = await open()
    const error = await caught(health(postgrestTransport({ url: server.url, headers: headersFor(server) })))
    expect(error).toMatchObject({ code: 'not_permitted', hint: expect.stringContaining('headgate_observer') })
  })

  test('that does not expose the schema says how to', async () => {
    const server = await open({ schemas: ['public'] })
    const error = await caught(health(as(server, 'headgate_observer')))
    expect(error).toMatchObject({
      code: 'contract_mismatch',
      sqlstate: 'PGRST106',
      hint: expect.stringContaining('db-schemas'),
    })
  })

  test('that holds back rows is found out: jobs would be lost from sight', async () => {
    // Above the number of functions, which the handshake asks for.
    const server = await open({ maxRows: 100 })
    const jobs = Array.from({ length: 150 }, () => ({ jobType: 'plain' }))
    const cut = await caught(enqueueJobs(as(server, 'headgate_producer'), { jobs }))
    expect(cut).toMatchObject({ code: 'invalid_result', hint: expect.stringContaining('db-max-rows') })
    expect(await enqueueJobs(as(server, 'headgate_producer'), { jobs: jobs.slice(0, 100) })).toHaveLength(100)
    const worker = as(server, 'headgate_worker')
    expect(await claimJobs(worker, { worker: 'w', jobTypes: ['plain'], limit: 100 })).toHaveLength(100)
  })

  test('whose database is gone is a lost connection', async () => {
    const server = await startPostgrest({ connectionString: 'postgres://nobody@127.0.0.1:1/none' })
    onTestFinished(server.close)
    expect(await caught(health(as(server, 'headgate_observer')))).toMatchObject({ code: 'connection_lost' })
  })

  test('refuses a call with its typed error and its facts', async () => {
    const server = await open()
    const jobId = JobId.parse(9007199254740993n)
    const error = await caught(getJob(as(server, 'headgate_observer'), { jobId }))
    expect(error).toMatchObject({
      code: 'unknown_job',
      sqlstate: 'JQ101',
      message: expect.stringContaining('9007199254740993'),
    })
  })

  test('serves a worker, which polls', async () => {
    const server = await open()
    const producer = producerClient(as(server, 'headgate_producer'))
    const { jobId } = await producer.enqueueJob({ jobType: 'plain', payload: { n: 1 } })
    const running = start({
      database: as(server, 'headgate_worker'),
      handlers: { plain: async ({ payload }) => payload },
    })
    await running.heard('completed', jobId)
    await running.worker.drain()
    expect(await producer.getJob({ jobId })).toMatchObject({ state: 'completed', result: { n: 1 } })
    expect(running.all('warning')).toEqual([])
  })
})

describe('a gateway in front of it', () => {
  async function gateway(status: number, body: string): Promise<Transport> {
    const server = createServer((_, response) => response.writeHead(status).end(body))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    return postgrestTransport({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
  }

  test.for([
    [502, '<html>Bad Gateway</html>', 'connection_lost'],
    [429, '', 'connection_lost'],
    [404, '<html>Not Found</html>', 'transport_failed'],
    [200, '<html>Welcome</html>', 'invalid_result'],
    [200, '[1]', 'invalid_result'],
    [200, '[{"measure": 1}]', 'invalid_result'],
  ] as const)('that answers %i %s makes it %s', async ([status, body, code]) => {
    expect(await caught(health(await gateway(status, body)))).toMatchObject({ code })
  })

  test('that answers nothing at all is a lost connection after a while', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      silent.closeAllConnections()
      silent.close()
    })
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    expect(await caught(health(postgrestTransport({ url }, { timeoutMs: 50 })))).toMatchObject({
      code: 'connection_lost',
    })
  })
})

describe('a bare value', () => {
  const answerTo = (type: string, returns: 'one' | 'many', text: string) =>
    readAnswer(
      {
        ...getJobFunction,
        returns,
        scalar: true,
        columns: { value: { name: 'value', type, nullable: true } },
      },
      { status: 200, text, contentRange: null },
    ).map(({ value }) => value)

  test.for([
    ['int8', '9007199254740993', 9007199254740993n],
    ['numeric', '1.10', '1.10'],
    ['numeric', '-1e-7', '-1e-7'],
    ['text', '"1.10, \\"-5\\""', '1.10, "-5"'],
    ['bool', 'true', true],
    ['timestamptz', '"2031-02-03T04:05:06.789+00:00"', new Date('2031-02-03T04:05:06.789Z')],
    ['jsonb', '{"a":[1,"2",null]}', { a: [1, '2', null] }],
    ['jsonb', '"word"', 'word'],
    ['jsonb', '{"a":9007199254740993}', { a: 9007199254740993n }],
    ['jsonb', '3.3333333333333333', new JsonNumber('3.3333333333333333')],
    ['jsonb', '0', 0],
    ['jsonb', 'false', false],
    ['jsonb', '""', ''],
    ['float8', '"Infinity"', Number.POSITIVE_INFINITY],
    ['timestamp', '"2031-02-03T04:05:06.789"', '2031-02-03 04:05:06.789'],
    ['int8[]', '[9007199254740993,1]', [9007199254740993n, 1n]],
    ['text[]', '["NULL","",",\\"\\\\"]', ['NULL', '', ',"\\']],
    ['jsonb[]', '[[1],{"a":"}"}]', [[1], { a: '}' }]],
    ['int8', 'null', null],
    ['jsonb', 'null', null],
  ] as const)('of type %s in %s is read exactly', ([type, text, value]) => {
    expect(answerTo(type, 'one', text)).toEqual([value])
    expect(answerTo(type, 'many', `[${text},${text}]`)).toEqual([value, value])
  })
})
