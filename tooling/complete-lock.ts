import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Adds to the lock files the optional packages for other platforms that `npm install` left out.
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

function platformOf(name: string): Entry {
  const os = /android|darwin|linux|win32|windows|freebsd|openharmony|openbsd|netbsd|sunos|aix/.exec(name)?.[0]
  const cpu = /arm64|x64|ia32|ppc64|riscv64|s390x|arm|loong64|mips64el|wasm32/.exec(name)?.[0]
  return {
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(os === undefined ? {} : { os: [os === 'windows' ? 'win32' : os] }),
    ...(name.includes('musl') ? { libc: ['musl'] } : {}),
  }
}

/** Adds what a lock lacks, and returns the names. */
function complete(packages: Record<string, Entry>): string[] {
  const added: string[] = []
  for (const [parent, { optionalDependencies, dev }] of Object.entries({ ...packages })) {
    for (const [name, range] of Object.entries(optionalDependencies ?? {})) {
      const version = range.replace(/^[\^~]/, '')
      const [own, shared] = [`${parent}/node_modules/${name}`, `node_modules/${name}`]
      const fits = packages[shared]?.version?.split('.')[0] === version.split('.')[0]
      if (packages[own] !== undefined || fits) continue
      packages[packages[shared] === undefined ? shared : own] = {
        version,
        ...platformOf(name),
        ...(dev === true ? { dev: true } : {}),
        optional: true,
      }
      added.push(`${name}@${version}`)
    }
  }
  return added
}

for (const path of ['package-lock.json', 'bench/package-lock.json', 'tests/servers/package-lock.json']) {
  const file = new URL(`../${path}`, import.meta.url)
  const lock: { packages: Record<string, Entry> } = JSON.parse(readFileSync(file, 'utf8'))
  const added = complete(lock.packages)
  if (added.length === 0) continue
  if (process.argv.includes('--check')) {
    for (const name of added) console.error(`${path} lacks ${name}; run: npm run complete-lock`)
    process.exitCode = 1
  } else {
    lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
    writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
    console.log(`${path}: added ${added.length} optional packages for other platforms`)
  }
}
