import type { SourceFile } from 'ts-morph'
import type { Contract, ContractColumn, ContractComposite } from '../contract.ts'
import { camel, literal, pascal } from '../names.ts'
import { baseName, shapeOf, tsType, zodType } from '../shape.ts'
import { addConst, columnSchema } from './schemas.ts'
import { columnType } from './signature.ts'
import { docText, key, writeObject } from './source.ts'
import { columnLine } from './spec.ts'

/** Each after those that it is made of. */
export function inOrder(contract: Contract): readonly ContractComposite[] {
  const ordered = new Set<ContractComposite>()

  function visit(composite: ContractComposite): void {
    for (const { type } of composite.attributes) {
      const { declared, isComposite } = shapeOf(contract, type)
      const part = contract.composites?.find(({ name }) => isComposite && pascal(baseName(name)) === declared)
      if (part !== undefined) visit(part)
    }
    ordered.add(composite)
  }

  for (const composite of contract.composites ?? []) visit(composite)
  return [...ordered]
}

/** What a composite is when it is answered and when it is given, how it travels, and the checks of both. */
export function emitComposite(file: SourceFile, contract: Contract, composite: ContractComposite): void {
  const { name, comment, attributes } = composite
  const [type, constant] = [pascal(baseName(name)), camel(baseName(name))]
  file.addInterface({
    isExported: true,
    name: type,
    docs: [docText(comment || `A row of \`${name}\`.`)],
    properties: attributes.map((it) => ({
      name: key(camel(it.name)),
      isReadonly: true,
      type: columnType(contract, it),
      docs: it.comment === '' ? [] : [docText(it.comment)],
    })),
  })
  file.addInterface({
    isExported: true,
    name: `${type}Input`,
    docs: [`{@link ${type}} as it is given; an attribute that is left out is null.`],
    properties: attributes.map((it) => ({
      name: key(camel(it.name)),
      isReadonly: true,
      hasQuestionToken: mayBeLeftOut(it),
      type: inputType(contract, it),
      docs: it.comment === '' ? [] : [docText(it.comment)],
    })),
  })
  addConst(file, true, `${constant}Type`, 'CompositeType', (writer) =>
    writer.inlineBlock(() => {
      writer.writeLine(`name: ${literal(name)},`)
      writer.write('attributes: ')
      writeObject(
        writer,
        attributes.map((it) => columnLine(contract, it)),
      )
      writer.write(',')
    }),
  )
  const schemas = [
    { name: `${constant}Schema`, of: type, kind: 'object', schema: columnSchema },
    { name: `${constant}InputSchema`, of: `${type}Input`, kind: 'strictObject', schema: inputSchema },
  ]
  for (const { name: schemaName, of, kind, schema } of schemas) {
    addConst(file, true, schemaName, `z.ZodType<${of}>`, (writer) => {
      writer.write(`z.${kind}(`)
      writeObject(
        writer,
        attributes.map((it) => `${key(camel(it.name))}: ${schema(contract, it)},`),
      )
      writer.write(')')
    })
  }
}

function inputType(contract: Contract, attribute: ContractColumn): string {
  const { type, nullable } = attribute
  const text = tsType(shapeOf(contract, type), 'argument')
  if (!nullable || text === 'unknown') return text
  return mayBeLeftOut(attribute) ? `${text} | null | undefined` : `${text} | null`
}

function inputSchema(contract: Contract, attribute: ContractColumn): string {
  const schema = zodType(shapeOf(contract, attribute.type), 'argument')
  return `${schema}${attribute.nullable ? '.nullable()' : ''}${mayBeLeftOut(attribute) ? '.optional()' : ''}`
}

/** What every object has, such as `constructor`, cannot be seen to be missing. */
const mayBeLeftOut = ({ name, nullable }: ContractColumn): boolean => nullable && !(camel(name) in {})
