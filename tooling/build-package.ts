import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Builds `dist/`, which is the package to publish: what the entry points reach, as JavaScript and declarations, and `sql/`.
 * Node strips no types inside `node_modules`, so sources would not run there. Folders stay as they are here, and so do
 * all paths between files.
 */

interface Manifest {
  readonly exports: Readonly<Record<string, string>>
  readonly bin: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly [key: string]: unknown
}

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const isSource = (path: string): boolean => path.endsWith('.ts')
const inFolder = (pattern: string): readonly string[] => globSync(pattern, { cwd: dist }).sort()

function compile(): void {
  const entries = [...Object.values(manifest.exports), ...Object.values(manifest.bin)].filter(isSource)
  const config = {
    extends: '../tsconfig.json',
    compilerOptions: {
      noEmit: false,
      outDir: '.',
      rootDir: '..',
      declaration: true,
      rewriteRelativeImportExtensions: true,
      allowImportingTsExtensions: false,
    },
    files: entries.map((entry) => join('..', entry)),
    include: [],
    exclude: [],
  }
  const project = join(dist, 'tsconfig.json')
  writeFileSync(project, JSON.stringify(config))
  const { status } = spawnSync('tsc', ['--project', project], { cwd: root, stdio: 'inherit' })
  rmSync(project)
  if (status !== 0) throw new Error('tsc found errors')
}

/**
 * The compiler rewrites the specifiers of JavaScript only. And it names the buffer of a Uint8Array, which compilers before
 * 5.7 take for an error, and later ones for what is meant anyway.
 */
function rewriteDeclarations(): void {
  for (const name of inFolder('**/*.d.ts')) {
    const path = join(dist, name)
    const text = readFileSync(path, 'utf8')
    writeFileSync(
      path,
      text
        .replaceAll(/(from |import\()(['"])(\.{1,2}\/[^'"]+)\.ts\2/g, '$1$2$3.js$2')
        .replaceAll(/\bUint8Array<ArrayBuffer(Like)?>/g, 'Uint8Array'),
    )
  }
}

/** Packages that the built files import: in JavaScript to run, in declarations to be understood. */
function importedPackages(): ReadonlySet<string> {
  const names = new Set<string>()
  for (const file of inFolder('**/*.{js,d.ts}')) {
    const text = readFileSync(join(dist, file), 'utf8')
    const imports =
      /(?:^(?:import|export) [\w\s{},*$]*\bfrom |^import |\bimport\()['"]((?:@[\w-]+\/)?[\w-]+)[^'"]*['"]/gm
    for (const [, name = ''] of text.matchAll(imports)) {
      names.add(name)
    }
  }
  return names
}

/** The versions of what is imported, and of the types that its declarations need. */
function neededDependencies(): Readonly<Record<string, string>> {
  const { dependencies, devDependencies, peerDependencies } = manifest
  const imported = [...importedPackages()].filter((name) => !(name in peerDependencies) && name !== 'node')
  const missing = imported.filter((name) => !(name in dependencies))
  if (missing.length > 0) throw new Error(`imported, but no dependency: ${missing.join(', ')}`)
  const typed = imported.map((name) => `@types/${name}`).filter((name) => name in devDependencies)
  const all = { ...dependencies, ...devDependencies }
  return Object.fromEntries([...imported, ...typed].sort().map((name) => [name, all[name] ?? '']))
}

const built = (path: string): string => (isSource(path) ? path.replace(/\.ts$/, '.js') : path)
const declared = (path: string): string => path.replace(/\.ts$/, '.d.ts')

function writeManifest(): void {
  const { private: _, scripts: __, devDependencies: ___, allowScripts: ____, ...kept } = manifest
  const published = {
    ...kept,
    bin: Object.fromEntries(Object.entries(manifest.bin).map(([name, path]) => [name, built(path)])),
    exports: Object.fromEntries(
      Object.entries(manifest.exports).map(([name, path]) => [
        name,
        isSource(path) ? { types: declared(path), default: built(path) } : path,
      ]),
    ),
    dependencies: neededDependencies(),
  }
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
}

rmSync(dist, { recursive: true, force: true })
mkdirSync(dist)
compile()
rewriteDeclarations()
writeManifest()
for (const name of ['sql', 'README.md', 'CHANGELOG.md', 'LICENSE']) {
  cpSync(join(root, name), join(dist, name), { recursive: true })
}
console.log(`${inFolder('**/*.js').length} modules in dist/`)
