import { type CodeBlockWriter, type SourceFile, VariableDeclarationKind } from 'ts-morph'
import type { Contract, ContractArgument, ContractColumn } from '../contract.ts'
import { argumentKey, camel } from '../names.ts'
import { shapeOf, zodType } from '../shape.ts'
import { namesOf, takesArguments } from './names.ts'
import { key, writeObject } from './source.ts'
import type { Work } from './work.ts'

/** The zod checks of a function's arguments and rows. */
export function emitSchemas({ file, contract, fn, names }: Work): void {
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

function argumentSchema(contract: Contract, argument: ContractArgument): string {
  const { elements } = argument
  const base =
    elements === undefined
      ? zodType(shapeOf(contract, argument.type), 'argument')
      : `z.array(${namesOf({ name: elements }).argsSchema})`
  return `${base}${argument.nullable ? '.nullable()' : ''}${argument.default === undefined ? '' : '.optional()'}`
}

export function columnSchema(contract: Contract, { type, nullable }: ContractColumn): string {
  return `${zodType(shapeOf(contract, type), 'column')}${nullable ? '.nullable()' : ''}`
}

/** Declares a constant, with an empty line before it. */
export function addConst(
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
