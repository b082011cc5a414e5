import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Adds to package-lock.json the optional packages for other platforms that `npm install` left out.
 *
 * npm leaves them out when the registry at hand does not carry them, and `npm ci` then refuses the lock as
 * incomplete, on every platform. With `--check` nothing is written and an incomplete lock fails.
 */

interface Entry {
  version?: string
  optionalDependencies?: Record<string, string>
  dev?: boolean
  [key: string]: unknown
}

const file = new URL('../package-lock.json', import.meta.url)
const lock: { packages: Record<string, Entry> } = JSON.parse(readFileSync(file, 'utf8'))

function platformOf(name: string): Entry {
  const os = /android|darwin|linux|win32|windows|freebsd|openharmony|openbsd|netbsd|sunos|aix/.exec(name)?.[0]
  const cpu = /arm64|x64|ia32|ppc64|riscv64|s390x|arm|loong64|mips64el|wasm32/.exec(name)?.[0]
  return {
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(os === undefined ? {} : { os: [os === 'windows' ? 'win32' : os] }),
    ...(name.includes('musl') ? { libc: ['musl'] } : {}),
  }
}

const added: string[] = []
for (const parent of Object.values({ ...lock.packages })) {
  for (const [name, range] of Object.entries(parent.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`
    if (lock.packages[key] !== undefined) continue
    const version = range.replace(/^[\^~]/, '')
    lock.packages[key] = {
      version,
      ...platformOf(name),
      ...(parent.dev === true ? { dev: true } : {}),
      optional: true,
    }
    added.push(`${name}@${version}`)
  }
}

if (process.argv.includes('--check')) {
  for (const name of added) console.error(`package-lock.json lacks ${name}; run: npm run complete-lock`)
  process.exitCode = added.length === 0 ? 0 : 1
} else if (added.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`added ${added.length} optional packages for other platforms`)
}
