import type { Project } from 'ts-morph'
import type { Contract, ContractFunction } from '../contract.ts'
import { camel, pascal } from '../names.ts'
import { argumentsAreOptional, namesOf, resultType, takesArguments } from './names.ts'
import { docText, type EmitOptions, newFile } from './source.ts'

/** `clients.ts`: for each group role, an object of exactly the functions that its members may call. */
export function emitClients(
  project: Project,
  contract: Contract,
  roles: readonly string[],
  options: EmitOptions,
): void {
  const file = newFile(project, 'clients.ts')
  const offered = contract.functions.filter((fn) => fn.roles.length > 0)
  file.addImportDeclaration({
    moduleSpecifier: `${options.client}/runtime.ts`,
    namedImports: [...(offered.length > 0 ? ['type Call'] : []), 'type Transport'],
  })
  for (const fn of offered) {
    const names = namesOf(fn)
    const types = [...(takesArguments(fn) ? [names.args] : []), names.error]
    const row = fn.returns.cardinality === 'none' ? [] : [names.row]
    const namedImports = [names.call, ...[...types, ...row].map((name) => `type ${name}`)]
    file.addImportDeclaration({ moduleSpecifier: `./functions/${names.file}`, namedImports })
  }
  for (const role of roles) {
    const allowed = contract.functions.filter((fn) => fn.roles.includes(role))
    const short = role.replace(/^headgate_/, '')
    file.addInterface({
      isExported: true,
      name: `${pascal(short)}Client`,
      docs: [`What a member of \`${role}\` may call.`],
      methods: allowed.map((fn) => ({
        name: camel(fn.name),
        docs: [docText(fn.summary)],
        parameters: parametersOf(fn),
        returnType: `Call<${resultType(fn)}, ${namesOf(fn).error}>`,
      })),
    })
    file.addFunction({
      isExported: true,
      name: `${camel(short)}Client`,
      parameters: [{ name: allowed.length > 0 ? 'transport' : '_transport', type: 'Transport' }],
      returnType: `${pascal(short)}Client`,
      docs: [`Calls for a connection whose role is a member of \`${role}\`.`],
      statements: (writer) => {
        writer.write('return ').inlineBlock(() => {
          for (const fn of allowed) writer.writeLine(`${camel(fn.name)}: ${delegate(fn)},`)
        })
      },
    })
  }
}

function parametersOf(fn: ContractFunction) {
  if (!takesArguments(fn)) return []
  return [{ name: 'args', type: namesOf(fn).args, hasQuestionToken: argumentsAreOptional(fn) }]
}

function delegate(fn: ContractFunction): string {
  const { call } = namesOf(fn)
  return takesArguments(fn) ? `(args) => ${call}(transport, args)` : `() => ${call}(transport)`
}
