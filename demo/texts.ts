import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { z } from 'zod'
import { DemoError } from './errors.ts'

export type Text = { readonly id: string; readonly title: string; readonly text: string }

export type Texts = {
  readonly texts: readonly Text[]
  /** What was passed over and why, one sentence each. */
  readonly notes: readonly string[]
}

/** The texts that come with the demo. */
export const CORPUS = join(import.meta.dirname, 'corpus', 'texts.jsonl')

/** The longest text taken, in characters: a job's payload has a limit too. */
export const LONGEST = 200_000
const LARGEST_FILE = 256 * 1024 * 1024
const MOST_TEXTS = 100_000

const line = z.object({
  text: z.string().refine((text) => text.trim() !== '', 'is blank'),
  id: z.union([z.string(), z.number().transform(String)]).optional(),
  title: z.string().optional(),
})

/**
 * Reads a folder of .txt and .md files (subfolders too), or one JSONL file of `{text, id?, title?}`.
 *
 * @throws DemoError `input_missing`, `input_empty`, `input_unreadable`, `input_malformed`, `input_too_large`
 */
export async function readTexts(path: string): Promise<Texts> {
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw unreadable(path, error)
    throw new DemoError(
      'input_missing',
      `there is nothing at ${path}`,
      'Give a folder of .txt or .md files, or a JSONL file.',
    )
  })
  const read = found.isDirectory() ? await readFolder(path) : await readJsonl(path)
  if (read.texts.length === 0) {
    throw new DemoError(
      'input_empty',
      `${path} holds no text`,
      'A folder needs .txt or .md files with words in them; a JSONL file needs a line such as {"text": "…"}.',
    )
  }
  return read
}

/**
 * The texts of a run: those of `input` or of the demo, as many as `jobs`, from the first again where there are fewer.
 *
 * @throws DemoError as {@link readTexts}
 */
export async function chooseTexts(
  { input = CORPUS, jobs }: { readonly input: string | undefined; readonly jobs: number | undefined },
  note: (line: string) => void,
): Promise<readonly Text[]> {
  const { texts, notes } = await readTexts(input)
  for (const line of notes) note(line)
  const count = jobs ?? texts.length
  return Array.from({ length: Math.ceil(count / texts.length) }, () => texts)
    .flat()
    .slice(0, count)
}

async function readFolder(folder: string): Promise<Texts> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(folder, error)
  })
  const files = entries
    .filter((entry) => !entry.isDirectory() && /\.(txt|md)$/i.test(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  refuseTooMany(folder, files.length)

  const texts: Text[] = []
  const notes: string[] = []
  for (const file of files) {
    const text = (await readWhole(file)).trim()
    const id = relative(folder, file)
    if (text === '') notes.push(`${id} is blank and was passed over`)
    else texts.push({ id, title: basename(file).replace(/\.\w+$/, ''), text: refuseTooLong(file, text) })
  }
  return { texts, notes }
}

async function readJsonl(file: string): Promise<Texts> {
  const lines = (await readWhole(file)).split(/\r?\n/)
  const texts: Text[] = []
  for (const [index, raw] of lines.entries()) {
    if (raw.trim() === '') continue
    const number = index + 1
    const { text, id, title } = parseLine(file, number, raw)
    refuseTooLong(`${file} line ${number}`, text)
    texts.push({ id: id ?? `line-${number}`, title: title ?? id ?? `line ${number}`, text })
  }
  refuseTooMany(file, texts.length)
  return { texts, notes: [] }
}

function parseLine(file: string, number: number, raw: string): z.infer<typeof line> {
  const parsed = line.safeParse(parseJson(file, number, raw))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw malformed(file, number, `${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'not valid'}`)
}

function parseJson(file: string, number: number, raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch (error) {
    throw malformed(file, number, error instanceof Error ? error.message : 'not JSON')
  }
}

async function readWhole(file: string): Promise<string> {
  try {
    const { size } = await stat(file)
    if (size > LARGEST_FILE) {
      throw new DemoError(
        'input_too_large',
        `${file} has ${size} bytes; at most ${LARGEST_FILE} are read`,
        'Split it into several files and give them one at a time.',
      )
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (error) {
    throw error instanceof DemoError ? error : unreadable(file, error)
  }
}

function refuseTooLong(where: string, text: string): string {
  if (text.length <= LONGEST) return text
  throw new DemoError(
    'input_too_large',
    `${where} has ${text.length} characters; a text has at most ${LONGEST}`,
    'Split it: each part becomes a job of its own.',
  )
}

function refuseTooMany(where: string, count: number): void {
  if (count <= MOST_TEXTS) return
  throw new DemoError(
    'input_too_large',
    `${where} holds ${count} texts; at most ${MOST_TEXTS} are taken`,
    'Give a part of it.',
  )
}

function malformed(file: string, number: number, what: string): DemoError {
  return new DemoError(
    'input_malformed',
    `${file} line ${number}: ${what}`,
    'Each line is one JSON object: {"text": "…", "title": "…", "id": "…"}; only text is required.',
  )
}

function unreadable(path: string, error: unknown): DemoError {
  const reason =
    codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8 text' : codeOf(error)
  return new DemoError(
    'input_unreadable',
    `${path} cannot be read: ${reason ?? 'unknown reason'}`,
    'Check its permissions and that it is UTF-8 text.',
    { cause: error },
  )
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
