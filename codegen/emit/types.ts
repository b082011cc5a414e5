import { type Project, VariableDeclarationKind } from 'ts-morph'
import { conditionsOf } from '../checks.ts'
import { byBytes, type Contract } from '../contract.ts'
import { literal, pascal } from '../names.ts'
import { baseName, isBrand, shapeOf } from '../shape.ts'
import { emitComposite, inOrder } from './composites.ts'
import { docText, type EmitOptions, newFile } from './source.ts'

/** `types.ts`: a branded type and its check for each domain, a union for each enum, the types of each composite. */
export function emitTypes(project: Project, contract: Contract, options: EmitOptions): void {
  const file = newFile(project, 'types.ts')
  file.addImportDeclaration({ moduleSpecifier: 'zod', namespaceImport: 'z' })
  const brands = contract.domains.filter(({ name }) => isBrand(contract, name))
  const helpers = new Set<string>(brands.map(({ name }) => side(shapeOf(contract, name).base)))
  for (const { name, comment } of brands) {
    const { base } = shapeOf(contract, name)
    const brand = pascal(baseName(name))
    const doc = `${comment} \`${brand}.parse(…)\` makes one of a plain value.`.trim()
    declare(brand, `${side(base)}.${base}${refinements(name, base)}.brand<${literal(brand)}>()`, doc)
  }
  const composites = inOrder(contract)
  if (composites.length > 0) {
    helpers.add('type CompositeType')
    for (const { type } of composites.flatMap(({ attributes }) => attributes)) {
      const { base, declared } = shapeOf(contract, type)
      if (declared === undefined) helpers.add('argument').add('column')
      if (base === 'timestamptz') helpers.add('type Timestamp')
    }
  }
  if (helpers.size > 0) {
    const namedImports = [...helpers].sort(byBytes)
    file.insertImportDeclaration(1, { moduleSpecifier: `${options.client}/runtime.ts`, namedImports })
  }
  for (const { name, comment, labels } of contract.enums) {
    declare(pascal(baseName(name)), `z.enum([${labels.map(literal).join(', ')}])`, comment)
  }
  for (const composite of composites) emitComposite(file, contract, composite)

  function refinements(name: string, base: string): string {
    const conditions = conditionsOf(contract, name, base)
    return conditions
      .map(({ source, sql }) => {
        for (const [helper] of source.matchAll(/compareDecimals|lengthOf/g)) helpers.add(helper)
        return `.refine((value) => ${source}, ${literal(`expected ${sql}`)})`
      })
      .join('')
  }

  function declare(name: string, initializer: string, comment: string): void {
    file.addVariableStatement({
      isExported: true,
      declarationKind: VariableDeclarationKind.Const,
      docs: comment === '' ? [] : [docText(comment)],
      declarations: [{ name, initializer }],
    })
    file.addTypeAlias({ isExported: true, name, type: `z.infer<typeof ${name}>` })
  }
}

/** A brand stands for arguments and columns alike; not every text that a column could hold can be sent. */
const side = (base: string): 'argument' | 'column' => (base === 'text' ? 'argument' : 'column')
