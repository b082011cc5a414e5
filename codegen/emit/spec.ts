import type { Contract, ContractColumn } from '../contract.ts'
import { contractFunction } from '../contract-sql.ts'
import { argumentKey, camel, literal } from '../names.ts'
import { shapeOf, wireType } from '../shape.ts'
import { errorClass } from './errors.ts'
import { namesOf } from './names.ts'
import { addConst } from './schemas.ts'
import { key, writeObject } from './source.ts'
import type { Work } from './work.ts'

/** Whether the database can be asked which contract it holds. */
export function saysItsContract(contract: Contract): boolean {
  return contract.functions.some(({ name }) => name === contractFunction)
}

/** What the runtime must know of a function to call it. */
export function emitSpec(work: Work): void {
  const { file, contract, fn, names, errors } = work
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
      if (saysItsContract(contract)) writer.writeLine('fingerprints,')
      writer.writeLine(`args: ${names.argsSchema},`)
      writer.writeLine(`row: ${fn.returns.cardinality === 'none' ? 'z.void()' : names.rowSchema},`)
    })
  })
}

function parameterLines({ contract, fn }: Work): string[] {
  return fn.arguments.map(({ name, type, elements }) => {
    const shape = shapeOf(contract, type)
    const each = elements === undefined ? '' : `, elements: ${namesOf({ name: elements }).spec}.parameters`
    const value = `{ name: ${literal(name)}, type: ${wireType(shape)}, cast: ${literal(shape.cast)}${each} }`
    return `${key(argumentKey(name))}: ${value},`
  })
}

function columnLines({ contract, fn }: Work): string[] {
  return fn.returns.columns.map((column) => columnLine(contract, column))
}

/** How a column, or an attribute of a composite, is found and read. */
export function columnLine(contract: Contract, { name, type, nullable }: ContractColumn): string {
  const wire = wireType(shapeOf(contract, type))
  return `${key(camel(name))}: { name: ${literal(name)}, type: ${wire}, nullable: ${nullable} },`
}
