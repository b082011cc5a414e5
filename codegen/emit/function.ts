import { type CodeBlockWriter, type Project, type SourceFile, VariableDeclarationKind } from 'ts-morph'
import {
  byBytes,
  type Contract,
  type ContractArgument,
  type ContractColumn,
  type ContractError,
  type ContractFunction,
} from '../contract.ts'
import { argumentKey, camel, identifier, pascal } from '../names.ts'
import { shapeOf, tsType, zodType } from '../shape.ts'
import { errorClass } from './errors.ts'
import { docText, type EmitOptions, key, literal, newFile, writeObject } from './source.ts'

/** The names that one SQL function goes by in TypeScript. */
export interface FunctionNames {
  /** The exported function. */
  readonly call: string
  readonly args: string
  readonly row: string
  readonly result: string
  readonly error: string
  readonly spec: string
  readonly argsSchema: string
  readonly rowSchema: string
  /** Its module, without the folder. */
  readonly file: string
}

/** Derives every name from the SQL name. */
export function namesOf({ name }: { readonly name: string }): FunctionNames {
  const upper = pascal(name)
  const lower = camel(name)
  return {
    call: identifier(lower),
    args: `${upper}Args`,
    row: `${upper}Row`,
    result: `${upper}Result`,
    error: `${upper}Error`,
    spec: `${lower}Function`,
    argsSchema: `${lower}Args`,
    rowSchema: `${lower}Row`,
    file: `${lower}.ts`,
  }
}

/** What one function's file is written from. */
interface Work {
  readonly file: SourceFile
  readonly contract: Contract
  readonly fn: ContractFunction
  readonly names: FunctionNames
  readonly errors: readonly ContractError[]
}

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
  if (takesArguments(fn)) emitArguments(work)
  emitResult(work)
  emitErrorUnion(work)
  emitSchemas(work)
  emitSpec(work)
  emitCall(work)
}

/** Whether the function is called with an object of arguments at all. */
export function takesArguments(fn: ContractFunction): boolean {
  return fn.arguments.length > 0
}

/** Whether that object may be left out. */
export function argumentsAreOptional(fn: ContractFunction): boolean {
  return fn.arguments.every((argument) => argument.default !== undefined)
}

function emitImports({ file, contract, fn, errors }: Work, options: EmitOptions): void {
  const usesArgument = fn.arguments.some(
    (it) => it.elements === undefined && !shapeOf(contract, it.type).declared,
  )
  const usesColumn = fn.returns.columns.some(({ type }) => !shapeOf(contract, type).declared)
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
      'type Transport',
    ],
  })
  if (errors.length > 0) {
    file.addImportDeclaration({ moduleSpecifier: '../errors.ts', namedImports: errors.map(errorClass) })
  }
  const used = [...fn.arguments, ...fn.returns.columns].map(
    ({ type }) => shapeOf(contract, type).declared ?? '',
  )
  const declared = [...new Set(used)].filter((name) => name !== '').sort(byBytes)
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

function emitArguments({ file, contract, fn, names }: Work): void {
  file.addInterface({
    isExported: true,
    name: names.args,
    docs: [`Arguments of \`headgate.${fn.name}\`.`],
    properties: fn.arguments.map((argument) => ({
      name: key(argumentKey(argument.name)),
      isReadonly: true,
      hasQuestionToken: argument.default !== undefined,
      type: argumentType(contract, argument),
      docs: documented(fn, argumentDoc(argument)),
    })),
  })
}

function argumentType(contract: Contract, argument: ContractArgument): string {
  const type =
    argument.elements === undefined
      ? tsType(shapeOf(contract, argument.type), 'argument')
      : `readonly ${namesOf({ name: argument.elements }).args}[]`
  if (type === 'unknown') return type
  const orNull = argument.nullable ? ' | null' : ''
  return argument.default === undefined ? type : `${type}${orNull} | undefined`
}

function argumentDoc({ comment, default: fallback, nullable }: ContractArgument): string {
  if (fallback === undefined || nullable) return comment
  return `${comment}\n\nLeft out, the database takes \`${fallback}\`.`.trim()
}

function documented(fn: ContractFunction, text: string): string[] {
  return text === '' ? [] : [docText(inTypeScript(fn, text))]
}

/** Comments speak of `p_limit`; who reads them here knows it as `limit`. */
function inTypeScript(fn: ContractFunction, text: string): string {
  const keys = new Map(fn.arguments.map(({ name }) => [name, argumentKey(name)]))
  return text.replace(/\bp_\w+/g, (name) => keys.get(name) ?? name)
}

function emitResult({ file, contract, fn, names }: Work): void {
  const { cardinality, columns, scalar } = fn.returns
  if (cardinality === 'none') return
  const about = { one: 'The row', maybe: 'The row, if there is one,', many: 'A row', none: '' }[cardinality]
  const [first] = columns
  if (scalar && first) {
    const docs = [`The value that \`headgate.${fn.name}\` answers.`]
    file.addTypeAlias({ isExported: true, name: names.row, type: columnType(contract, first), docs })
  } else {
    file.addInterface({
      isExported: true,
      name: names.row,
      docs: [`${about} that \`headgate.${fn.name}\` answers.`],
      properties: columns.map((column) => ({
        name: key(camel(column.name)),
        isReadonly: true,
        type: columnType(contract, column),
        docs: documented(fn, column.comment),
      })),
    })
  }
}

function columnType(contract: Contract, { type, nullable }: ContractColumn): string {
  const text = tsType(shapeOf(contract, type), 'column')
  return nullable && text !== 'unknown' ? `${text} | null` : text
}

/** The type that a call resolves to. */
export function resultType(fn: ContractFunction): string {
  const { row } = namesOf(fn)
  return { one: row, maybe: `${row} | undefined`, many: `readonly ${row}[]`, none: 'void' }[
    fn.returns.cardinality
  ]
}

function emitErrorUnion({ file, fn, names, errors }: Work): void {
  file.addTypeAlias({
    isExported: true,
    name: names.error,
    leadingTrivia: '\n',
    type: [...errors.map(errorClass), 'CallError'].map((name) => `\n  | ${name}`).join(''),
    docs: [`What a call of \`headgate.${fn.name}\` can fail with.`],
  })
}

function emitSchemas({ file, contract, fn, names }: Work): void {
  const hasArguments = takesArguments(fn)
  addConst(
    file,
    hasArguments,
    names.argsSchema,
    `z.ZodType<${hasArguments ? names.args : 'object'}>`,
    (writer) => {
      const line = (it: ContractArgument) => `${key(argumentKey(it.name))}: ${argumentSchema(contract, it)},`
      writer.write('z.strictObject(')
      writeObject(writer, fn.arguments.map(line))
      writer.write(')')
    },
  )
  const { cardinality, columns, scalar } = fn.returns
  if (cardinality === 'none') return
  addConst(file, true, names.rowSchema, `z.ZodType<${names.row}>`, (writer) => {
    const [first] = columns
    if (scalar && first) {
      writer.write(columnSchema(contract, first))
      return
    }
    const line = (it: ContractColumn) => `${key(camel(it.name))}: ${columnSchema(contract, it)},`
    writer.write('z.object(')
    writeObject(writer, columns.map(line))
    writer.write(')')
  })
}

function addConst(
  file: SourceFile,
  isExported: boolean,
  name: string,
  type: string,
  initializer: (writer: CodeBlockWriter) => void,
): void {
  file.addVariableStatement({
    isExported,
    declarationKind: VariableDeclarationKind.Const,
    declarations: [{ name, type, initializer }],
    leadingTrivia: '\n',
  })
}

function argumentSchema(contract: Contract, argument: ContractArgument): string {
  const { elements } = argument
  const base =
    elements === undefined
      ? zodType(shapeOf(contract, argument.type), 'argument')
      : `z.array(${namesOf({ name: elements }).argsSchema})`
  return `${base}${argument.nullable ? '.nullable()' : ''}${argument.default === undefined ? '' : '.optional()'}`
}

function columnSchema(contract: Contract, { type, nullable }: ContractColumn): string {
  return `${zodType(shapeOf(contract, type), 'column')}${nullable ? '.nullable()' : ''}`
}

function emitSpec(work: Work): void {
  const { file, fn, names, errors } = work
  addConst(file, true, names.spec, 'FunctionSpec', (writer) => {
    writer.inlineBlock(() => {
      writer.writeLine(`name: ${literal(fn.name)},`)
      writer.writeLine(`returns: ${literal(fn.returns.cardinality)},`)
      writer.writeLine(`scalar: ${fn.returns.scalar},`)
      writer.writeLine(`readonly: ${fn.volatility !== 'volatile'},`)
      writer.writeLine(`roles: [${fn.roles.map(literal).join(', ')}],`)
      writer.write('parameters: ')
      writeObject(writer, parameterLines(work))
      writer.write(',').newLine().write('columns: ')
      writeObject(writer, columnLines(work))
      writer.write(',').newLine().write('errors: ')
      writeObject(
        writer,
        errors.map((it) => `${it.sqlstate}: ${errorClass(it)},`),
      )
      writer.write(',').newLine()
      writer.writeLine(`args: ${names.argsSchema},`)
      writer.writeLine(`row: ${fn.returns.cardinality === 'none' ? 'z.void()' : names.rowSchema},`)
    })
  })
}

function parameterLines({ contract, fn }: Work): string[] {
  return fn.arguments.map(({ name, type, elements }) => {
    const { wire, cast } = shapeOf(contract, type)
    const each = elements === undefined ? '' : `, elements: ${namesOf({ name: elements }).spec}.parameters`
    const value = `{ name: ${literal(name)}, type: ${literal(wire)}, cast: ${literal(cast)}${each} }`
    return `${key(argumentKey(name))}: ${value},`
  })
}

function columnLines({ contract, fn }: Work): string[] {
  return fn.returns.columns.map(({ name, type, nullable }) => {
    const { wire } = shapeOf(contract, type)
    return `${key(camel(name))}: { name: ${literal(name)}, type: ${literal(wire)}, nullable: ${nullable} },`
  })
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
