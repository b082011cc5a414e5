import type { SourceFile } from 'ts-morph'
import * as runtime from '../../client/index.ts'
import { groupRoles } from '../catalog.ts'
import { byBytes, type Contract, contractHash, lockFile } from '../contract.ts'
import { fingerprints } from '../fingerprint.ts'
import { literal } from '../names.ts'
import { ContractRefused } from '../refusal.ts'
import { emitClients } from './clients.ts'
import { emitErrors } from './errors.ts'
import { emitFunction } from './function.ts'
import { namesOf } from './names.ts'
import { type EmitOptions, key, newFile, newProject, textOf, writeObject } from './source.ts'
import { saysItsContract } from './spec.ts'
import { emitTypes } from './types.ts'

/** The path of every generated file within its folder, and its text. */
export type GeneratedFiles = ReadonlyMap<string, string>

/**
 * Writes the TypeScript of a contract.
 *
 * @throws ContractRefused when two things of the contract would have the same name in TypeScript.
 */
export function emit(contract: Contract, options: EmitOptions = { client: '../client' }): GeneratedFiles {
  const project = newProject()
  emitTypes(project, contract, options)
  emitErrors(project, contract, options)
  for (const fn of contract.functions) emitFunction(project, contract, fn, options)
  emitClients(project, contract, groupRoles, options)
  const contractFile = newFile(project, 'contract.ts')
  emitContract(contractFile, contract)
  const files = project.getSourceFiles()
  const taken = new Set([...Object.keys(runtime), ...builtIns, ...files.flatMap(importedNames)])
  refuseTwins([...taken, ...files.flatMap(exportedNames)])
  emitIndex()
  const sources = project.getSourceFiles()
  const texts = sources.map((file) => [file.getFilePath().slice(1), textOf(file)] as const)
  return new Map(
    [...texts, ['contract.lock.json', lockFile(contract)] as const].sort(([a], [b]) => byBytes(a, b)),
  )

  function emitIndex(): void {
    const modules = ['clients.ts', 'contract.ts', 'errors.ts', 'types.ts']
    const functions = contract.functions.map((fn) => `functions/${namesOf(fn).file}`)
    const file = newFile(project, 'index.ts')
    file.addExportDeclaration({ moduleSpecifier: `${options.client}/index.ts` })
    for (const path of [...modules, ...functions].sort(byBytes))
      file.addExportDeclaration({ moduleSpecifier: `./${path}` })
  }
}

function emitContract(file: SourceFile, contract: Contract): void {
  file.addStatements([
    '/** The hash of the contract that these files were generated from, without its documentation. */',
    `export const contractHash = ${literal(contractHash(contract))}`,
  ])
  if (!saysItsContract(contract)) return
  file.addStatements((writer) => {
    writer.blankLine()
    writer.writeLine(
      '/** What callers of each function rely on, as a fingerprint: that of the database must be the same. */',
    )
    writer.write('export const fingerprints: Readonly<Record<string, string>> = ')
    writeObject(
      writer,
      fingerprints(contract).map((it) => `${key(it.name)}: ${literal(it.fingerprint)},`),
    )
  })
}

/** What generated files mean by these names; a type of ours would hide it from them, and from whoever imports it. */
const builtIns = [
  ...[
    'Array',
    'BigInt',
    'Boolean',
    'Date',
    'Error',
    'Function',
    'Map',
    'Number',
    'Object',
    'Promise',
    'Readonly',
  ],
  ...['ReadonlyArray', 'Record', 'Set', 'String', 'Symbol', 'Uint8Array'],
]

/** What a file takes from outside of the folder. */
function importedNames(file: SourceFile): string[] {
  return file.getImportDeclarations().flatMap((it) => {
    const from = it.getModuleSpecifierValue()
    if (from === 'zod') return it.getNamespaceImport()?.getText() ?? []
    return from.endsWith('/runtime.ts') ? it.getNamedImports().map((name) => name.getName()) : []
  })
}

/** A name that is both a value and a type, as brands are, counts once. */
function exportedNames(file: SourceFile): string[] {
  const declarations = [
    ...file.getInterfaces(),
    ...file.getTypeAliases(),
    ...file.getClasses(),
    ...file.getFunctions(),
    ...file.getVariableDeclarations(),
  ]
  return [...new Set(declarations.flatMap((it) => it.getName() ?? []))]
}

function refuseTwins(names: readonly string[]): void {
  const twins = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))]
  if (twins.length === 0) return
  const hint = 'Rename a function, a type or an error in SQL.'
  throw new ContractRefused(
    twins.map((subject) => ({ subject, message: 'would be two things in TypeScript', hint })),
  )
}
