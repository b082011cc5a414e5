import type { Project } from 'ts-morph'
import type { Contract, ContractError } from '../contract.ts'
import { literal, pascal } from '../names.ts'
import { docText, type EmitOptions, newFile } from './source.ts'

/** `errors.ts`: a class for each registered SQLSTATE, and their closed union. */
export function emitErrors(project: Project, contract: Contract, options: EmitOptions): void {
  const file = newFile(project, 'errors.ts')
  if (contract.errors.length > 0) {
    file.addImportDeclaration({
      moduleSpecifier: `${options.client}/runtime.ts`,
      namedImports: ['type Detail', 'Refusal'],
    })
  }
  for (const error of contract.errors) {
    // Written as text: the structure printer ends properties with semicolons that its formatter keeps.
    file.addStatements((writer) => {
      writer.blankLine().writeLine('/**')
      for (const line of docText(`${error.sqlstate}: ${error.summary}\n\nWhat to do: ${error.action}`).split(
        '\n',
      )) {
        writer.writeLine(` * ${line}`.trimEnd())
      }
      writer
        .writeLine(' */')
        .write(`export class ${errorClass(error)} extends Refusal`)
        .block(() => {
          writer.writeLine(`readonly code = ${literal(error.name)}`)
          writer.writeLine(`readonly sqlstate = ${literal(error.sqlstate)}`)
          writer.writeLine(`readonly retryable = ${error.retryable}`)
          writer.writeLine(`declare readonly detail: ${detailType(error)}`)
        })
    })
  }
  file.addTypeAlias({
    isExported: true,
    name: 'AnyRefusal',
    type:
      contract.errors.length === 0
        ? 'never'
        : contract.errors.map((it) => `\n  | ${errorClass(it)}`).join(''),
    docs: ['Every refusal that Headgate knows.'],
  })
}

/** The facts that bodies write into DETAIL; which of them, depends on the case. */
function detailType({ details }: ContractError): string {
  return details.length === 0 ? 'Detail' : `Detail<${details.map(literal).join(' | ')}>`
}

/** `lease_lost` → `LeaseLost`. */
export function errorClass(error: ContractError): string {
  return pascal(error.name)
}
