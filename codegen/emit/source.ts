import { type CodeBlockWriter, IndentationText, Project, QuoteKind, type SourceFile, ts } from 'ts-morph'
import { literal } from '../names.ts'

/** Where generated files find the runtime, seen from the folder that they are written to. */
export interface EmitOptions {
  /** For example `../client`. */
  readonly client: string
}

const banner = '// Generated from the contract of the database by `npm run codegen`. Do not edit.'

/** A folder of generated sources in memory. */
export function newProject(): Project {
  return new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      quoteKind: QuoteKind.Single,
      insertSpaceAfterOpeningAndBeforeClosingNonemptyBraces: true,
    },
  })
}

/** A new, empty file of the folder. */
export function newFile(project: Project, path: string): SourceFile {
  return project.createSourceFile(path)
}

/** The final text of a file: the same input gives the same bytes. */
export function textOf(file: SourceFile): string {
  file.formatText({ semicolons: ts.SemicolonPreference.Remove, indentSize: 2 })
  return `${banner}\n\n${file
    .getFullText()
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`
}

/** Text that is safe inside a TSDoc comment. */
export function docText(text: string): string {
  return text.replaceAll('*/', '*\\/')
}

/** Writes `{ … }` over lines, or `{}` when there is nothing inside. */
export function writeObject(writer: CodeBlockWriter, lines: readonly string[]): void {
  if (lines.length === 0) writer.write('{}')
  else writer.inlineBlock(() => lines.forEach((line) => void writer.writeLine(line)))
}

/** A name as an object key. */
export function key(name: string): string {
  // In an object literal a plain `__proto__` key would set the prototype.
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : literal(name)
}
