import { type Project, VariableDeclarationKind } from 'ts-morph'
import type { Contract } from '../contract.ts'
import { pascal } from '../names.ts'
import { baseName, isBrand, shapeOf } from '../shape.ts'
import { docText, type EmitOptions, literal, newFile } from './source.ts'

/** `types.ts`: a branded type and its check for each domain, a union for each enum. */
export function emitTypes(project: Project, contract: Contract, options: EmitOptions): void {
  const file = newFile(project, 'types.ts')
  file.addImportDeclaration({ moduleSpecifier: 'zod', namespaceImport: 'z' })
  const brands = contract.domains.filter(({ name }) => isBrand(contract, name))
  if (brands.length > 0) {
    file.addImportDeclaration({ moduleSpecifier: `${options.client}/runtime.ts`, namedImports: ['column'] })
  }
  for (const { name, comment } of brands) {
    const { base } = shapeOf(contract, name)
    const brand = pascal(baseName(name))
    const doc = `${comment} \`${brand}.parse(…)\` makes one of a plain value.`.trim()
    declare(brand, `column.${base}.brand<${literal(brand)}>()`, doc)
  }
  for (const { name, comment, labels } of contract.enums) {
    declare(pascal(baseName(name)), `z.enum([${labels.map(literal).join(', ')}])`, comment)
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
