import type { Contract, ContractArgument, ContractColumn } from '../contract.ts'
import { argumentKey, camel } from '../names.ts'
import { shapeOf, tsType } from '../shape.ts'
import { errorClass } from './errors.ts'
import { namesOf } from './names.ts'
import { key } from './source.ts'
import { documented, type Work } from './work.ts'

/** The types of a function: its arguments, its row, its errors. */
export function emitSignature(work: Work): void {
  if (work.fn.arguments.length > 0) emitArguments(work)
  emitResult(work)
  emitErrorUnion(work)
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

export function columnType(contract: Contract, { type, nullable }: ContractColumn): string {
  const text = tsType(shapeOf(contract, type), 'column')
  return nullable && text !== 'unknown' ? `${text} | null` : text
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
