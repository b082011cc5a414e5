import pg from 'pg'
import { expect, test } from 'vitest'
import { deploy } from '../../deploy/deploy.ts'
import { startEmbedded } from '../../server/embedded.ts'
import { expectConsistent } from '../properties/invariants.ts'
import { connect, freshDatabase } from '../support/database.ts'

const claimAll = `select job_id from headgate.claim_jobs('w', '{plain,limited,keyed}', 100)`

test('a dump restored into a younger cluster gives every job once, in its order, among new ones', async ({
  skip,
}) => {
  // The embedded server needs a Unix; there is no second cluster without it.
  skip(process.platform === 'win32', 'needs a cluster of its own')
  const old = await connect(await freshDatabase())
  await passTransactions(old)
  const { waiting, held } = await work(old)
  const dump = await read(old)

  const cluster = await startEmbedded({ keep: false, settings: { fsync: 'off' } })
  const young = new pg.Client(cluster.connectionString)
  try {
    await deploy({ connectionString: cluster.connectionString, environment: 'test', log: () => {} })
    await young.connect()
    await write(young, dump)
    // All heads of the dump lie beyond whatever has begun here.
    const { rows: heads } = await young.query(
      `select bool_and(xid > pg_snapshot_xmax(pg_current_snapshot())) as beyond from headgate_private.head`,
    )
    expect(heads).toEqual([{ beyond: true }])
    await expectConsistent(young)

    await young.query(`select from headgate.complete_job($1, $2)`, held)
    // Before anybody has ticked new jobs come first, but all come.
    const early = await claimed(young, `select job_id from headgate.enqueue_job('limited')`)
    const [urgent, ...ordinary] = waiting
    expect(await claimed(young, `select job_id from headgate.claim_jobs('w', '{plain,limited}', 1)`)).toEqual(
      [urgent],
    )
    expect(await claimed(young, `select job_id from headgate.claim_jobs('w', '{limited}', 1)`)).toEqual(early)
    await young.query('select from headgate.tick()')
    const fresh = await claimed(young, `select job_id from headgate.enqueue_job('plain')`)
    const rest = [...(await claimed(young, claimAll)), ...(await claimed(young, claimAll))]
    expect(rest.toSorted()).toEqual([...ordinary, ...fresh].toSorted())
    expect(rest.indexOf(fresh[0] ?? '')).toBeGreaterThan(rest.indexOf(ordinary[0] ?? ''))
    await expectConsistent(young)
  } finally {
    await young.end()
    await cluster.stop()
  }
}, 60_000)

/** So many that no cluster is older by what it does in a test. */
async function passTransactions(client: pg.Client): Promise<void> {
  await client.query(`do $$ begin
    create temporary table passing (n integer);
    for n in 1 .. 20000 loop
      begin
        insert into passing values (n);
      exception when division_by_zero then null;
      end;
    end loop;
  end $$`)
}

/** Jobs in every place, and heads that have passed a transaction at work. */
async function work(client: pg.Client): Promise<{ waiting: string[]; held: unknown[] }> {
  await client.query(`select headgate.set_job_type('keyed', p_key_concurrency => 1)`)
  await client.query(`select headgate.enqueue_job('plain')`)
  const { rows } = await client.query(
    `select job_id, lease_token from headgate.claim_jobs('w', '{plain}', 1, 3600)`,
  )
  const ids = await claimed(
    client,
    `select job_id from headgate.enqueue_jobs('[{"job_type": "plain"}, {"job_type": "plain"}, {"job_type": "limited"},
      {"job_type": "plain", "priority": 1}, {"job_type": "keyed", "concurrency_key": "k"}]')`,
  )
  await client.query('select from headgate.tick()')
  await client.query('select headgate_private.move_heads(1000)')
  // By priority, so that the first is the one that is claimed first.
  const [one = '', two = '', three = '', urgent = '', five = ''] = ids
  return { waiting: [urgent, one, two, three, five], held: [rows[0].job_id, rows[0].lease_token] }
}

async function claimed(client: pg.Client, text: string): Promise<string[]> {
  return (await client.query<{ job_id: string }>(text)).rows.map(({ job_id }) => job_id)
}

interface Dump {
  readonly partitions: readonly { readonly name: string; readonly parent: string; readonly bound: string }[]
  readonly tables: readonly { readonly name: string; readonly rows: unknown }[]
  readonly sequences: readonly { readonly name: string; readonly last: string | null }[]
}

/** What pg_dump would read beside what a deploy makes. */
async function read(client: pg.Client): Promise<Dump> {
  await client.query('begin isolation level repeatable read')
  const { rows: names } = await client.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
    where relnamespace = 'headgate_private'::regnamespace and relkind in ('r', 'p') and not relispartition`,
  )
  const { rows: partitions } = await client.query(
    `select c.oid::regclass::text as name, i.inhparent::regclass::text as parent, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_class c join pg_inherits i on i.inhrelid = c.oid
    where c.relnamespace = 'headgate_private'::regnamespace and c.relkind = 'r' and c.relispartition`,
  )
  const tables = []
  for (const { name } of names) {
    const { rows } = await client.query(
      `select coalesce(jsonb_agg(to_jsonb(t)), '[]')::text as rows from ${name} t`,
    )
    tables.push({ name, rows: rows[0].rows })
  }
  const { rows: sequences } =
    await client.query(`select oid::regclass::text as name, pg_sequence_last_value(oid)::text as last
    from pg_class where relnamespace = 'headgate_private'::regnamespace and relkind = 'S'`)
  await client.query('commit')
  return { partitions, tables, sequences }
}

/** The columns of a table that are not generated from others. */
async function writable(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  )
  return rows[0]?.columns ?? ''
}

/** What pg_restore would write: in one transaction of its own cluster, triggers and foreign keys aside. */
async function write(client: pg.Client, { partitions, tables, sequences }: Dump): Promise<void> {
  await client.query('begin; set local session_replication_role = replica')
  for (const { name, parent, bound } of partitions)
    await client.query(`create table if not exists ${name} partition of ${parent} ${bound}`)
  await client.query(`truncate ${tables.map(({ name }) => name).join(', ')}`)
  for (const { name, rows } of tables) {
    const columns = await writable(client, name)
    await client.query(
      `insert into ${name} (${columns}) overriding system value
       select ${columns} from jsonb_populate_recordset(null::${name}, $1)`,
      [rows],
    )
  }
  for (const { name, last } of sequences)
    if (last !== null) await client.query('select setval($1, $2)', [name, last])
  await client.query('commit')
}
