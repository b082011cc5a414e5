import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const site = join(root, '.headgate/package')
const tarball = join(site, 'headgate.tgz')

/** What a command printed; what it printed is the message when it fails. */
async function run(program: string, args: readonly string[], cwd = site): Promise<string> {
  const env = { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' }
  try {
    const { stdout } = await promisify(execFile)(program, [...args], { cwd, env, maxBuffer: 2 ** 26 })
    return stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`)
  }
}

const inSite = (path: string): string => join(site, 'node_modules', path)
const inNode = (path: string, ...args: string[]) => run(process.execPath, [inSite(path), ...args])

beforeAll(async () => {
  rmSync(site, { recursive: true, force: true })
  mkdirSync(site, { recursive: true })
  cpSync(join(import.meta.dirname, 'consumer'), site, { recursive: true })
  await run('npm', ['run', '--silent', 'build'], root)
  const packed = await run('npm', ['pack', join(root, 'dist'), '--silent'])
  cpSync(join(site, packed.trim()), tarball)
  await run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'])
  await run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', tarball])
}, 600_000)

describe('the packed package', () => {
  test('holds the built code, its declarations, the SQL and four texts, and no more', () => {
    const files = readdirSync(inSite('headgate'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(inSite('headgate').length + 1))
      .filter((file) => !file.startsWith('node_modules/'))
    const others = files.filter((file) => !/^(sql\/.*|.*\.js|.*\.d\.ts)$/.test(file))
    expect(others.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
    expect(
      [...new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]))].sort(),
    ).toEqual(['cli', 'client', 'codegen', 'deploy', 'generated', 'sql', 'testing'])
  })

  test('pleases publint', async () => {
    expect(await inNode('publint/src/cli.js', 'run', inSite('headgate'), '--strict')).toContain('All good!')
  })

  test('has the types that its code has, by arethetypeswrong', async () => {
    await inNode('@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'esm-only', '--no-emoji')
  })
})

const compilers = ['typescript-5.5', 'typescript-5.9', 'typescript-7']
const resolutions = [
  { moduleResolution: 'bundler', module: 'es2022' },
  { moduleResolution: 'node16', module: 'node16' },
]

describe.each(compilers)('an application under %s', (compiler) => {
  test.each(resolutions)('with $moduleResolution resolution compiles, strictly', async (resolution) => {
    const name = `tsconfig.${compiler}.${resolution.moduleResolution}.json`
    const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true }
    const compilerOptions = {
      ...resolution,
      ...strict,
      target: 'es2022',
      lib: ['es2022'],
      types: ['node'],
      outDir: `out/${compiler}-${resolution.moduleResolution}`,
    }
    writeFileSync(join(site, name), JSON.stringify({ compilerOptions, files: ['app.ts'] }))
    // The declarations of `pg` need a newer compiler than the oldest one here.
    const said = await inNode(`${compiler}/bin/tsc`, '--project', name).catch(({ message }: Error) => message)
    expect(said.split('\n').filter((line) => /error/.test(line) && !line.includes('/pg-protocol/'))).toEqual(
      [],
    )
  })
})

const nodes = [22, 24, 26].map((version) => ({
  version,
  program: version === 24 ? process.execPath : inSite(`node-${version}-linux-${process.arch}/bin/node`),
}))

describe.each(nodes)('Node $version', ({ version, program }) => {
  test('runs the application', async () => {
    expect(await run(program, ['--version'])).toMatch(new RegExp(`^v${version}\\.`))
    const printed = await run(program, ['out/typescript-5.9-node16/app.js'])
    expect(JSON.parse(printed)).toEqual({
      id: '1',
      completed: [{ question: 'Why?' }],
      refused: 'unknown_job',
      lost: ['connection_lost', true],
      unreached: 'connection_lost',
      worker: ['draining', 'drained'],
      transaction: 'function',
    })
  })

  test('runs the command', async () => {
    expect(await run(program, [inSite('headgate/cli/headgate.js'), '--help'])).toContain('deploy')
  })
})

test('Deno checks the sources of the client as they are, and runs them', async () => {
  for (const folder of ['client', 'generated'])
    cpSync(join(root, folder), join(site, folder), { recursive: true })
  const deno = inSite(`@deno/linux-${process.arch}-glibc/deno`)
  const how = ['--quiet', '--no-lock', '--no-remote', '--node-modules-dir=manual']
  const modules = ['pg', 'postgrest', 'jobs', 'worker'].map((name) => `client/${name}.ts`)
  await run(deno, ['check', ...how, 'generated/index.ts', 'deno.ts', ...modules])
  expect(await run(deno, ['run', '--allow-net', ...how, 'deno.ts'])).toBe('connection_lost\n')
})
