import type { Project } from 'ts-morph'
import { byBytes, type Contract, type ContractError, type ContractFunction } from '../contract.ts'
import { importsFor, shapeOf } from '../shape.ts'
import { errorClass } from './errors.ts'
import { argumentsAreOptional, namesOf, resultType, takesArguments } from './names.ts'
import { emitSchemas } from './schemas.ts'
import { emitSignature } from './signature.ts'
import { type EmitOptions, newFile } from './source.ts'
import { emitSpec, saysItsContract } from './spec.ts'
import { documented, type Work } from './work.ts'

/** `functions/<name>.ts`: arguments, row, errors, their checks, and the function itself. */
export function emitFunction(
  project: Project,
  contract: Contract,
  fn: ContractFunction,
  options: EmitOptions,
): void {
  const file = newFile(project, `functions/${namesOf(fn).file}`)
  const errors = contract.errors.filter(({ sqlstate }) => fn.errors.includes(sqlstate))
  const work: Work = { file, contract, fn, names: namesOf(fn), errors }
  emitImports(work, options)
  emitSignature(work)
  emitSchemas(work)
  emitSpec(work)
  emitCall(work)
}

function emitImports({ file, contract, fn, errors }: Work, options: EmitOptions): void {
  const usesArgument = fn.arguments.some(
    (it) => it.elements === undefined && !shapeOf(contract, it.type).declared,
  )
  const usesColumn = fn.returns.columns.some(({ type }) => !shapeOf(contract, type).declared)
  const usesTimestamp = fn.returns.columns.some(({ type }) => shapeOf(contract, type).base === 'timestamptz')
  file.addImportDeclaration({ moduleSpecifier: 'zod', namespaceImport: 'z' })
  file.addImportDeclaration({
    moduleSpecifier: `../${options.client}/runtime.ts`,
    namedImports: [
      ...(usesArgument ? ['argument'] : []),
      'type Call',
      'type CallError',
      ...(usesColumn ? ['column'] : []),
      'type FunctionSpec',
      'invoke',
      ...(usesTimestamp ? ['type Timestamp'] : []),
      'type Transport',
    ],
  })
  if (saysItsContract(contract)) {
    file.addImportDeclaration({ moduleSpecifier: '../contract.ts', namedImports: ['fingerprints'] })
  }
  if (errors.length > 0) {
    file.addImportDeclaration({ moduleSpecifier: '../errors.ts', namedImports: errors.map(errorClass) })
  }
  const used = [
    ...fn.arguments.flatMap(({ type }) => importsFor(shapeOf(contract, type), 'argument')),
    ...fn.returns.columns.flatMap(({ type }) => importsFor(shapeOf(contract, type), 'column')),
  ]
  const declared = [...new Set(used)].sort(byBytes)
  if (declared.length > 0)
    file.addImportDeclaration({ moduleSpecifier: '../types.ts', namedImports: declared })
  for (const name of new Set(fn.arguments.flatMap((it) => it.elements ?? []))) {
    const other = namesOf({ name })
    file.addImportDeclaration({
      moduleSpecifier: `./${other.file}`,
      namedImports: [`type ${other.args}`, other.argsSchema, other.spec],
    })
  }
}

function emitCall({ file, fn, names, errors }: Work): void {
  const optional = argumentsAreOptional(fn)
  const args = { name: 'args', type: names.args, ...(optional ? { initializer: '{}' } : {}) }
  const returned = `Call<${resultType(fn)}, ${names.error}>`
  file.addFunction({
    isExported: true,
    name: names.call,
    parameters: [{ name: 'transport', type: 'Transport' }, ...(takesArguments(fn) ? [args] : [])],
    returnType: returned,
    statements: [
      `return invoke(transport, ${names.spec}, ${takesArguments(fn) ? 'args' : '{}'}) as ${returned}`,
    ],
    docs: documented(fn, functionDoc(fn, errors)),
  })
}

function functionDoc(fn: ContractFunction, errors: readonly ContractError[]): string {
  const callers = fn.roles.length === 0 ? 'the owner only' : fn.roles.map((role) => `\`${role}\``).join(', ')
  const access = fn.volatility === 'volatile' ? '' : ' It changes nothing.'
  const { comment } = fn.returns
  const tags = [
    ...(comment === '' ? [] : [`@returns ${comment}`]),
    ...errors.map(
      (it) => `@throws {@link ${errorClass(it)}} ${it.summary}${it.retryable ? ' Retryable.' : ''}`,
    ),
    ...(fn.since === '' ? [] : [`@since ${fn.since}`]),
  ]
  return [
    fn.summary,
    fn.description,
    `SQL: \`headgate.${fn.name}\`, called by ${callers}.${access}`,
    tags.join('\n'),
  ]
    .filter((text) => text !== '')
    .join('\n\n')
}
