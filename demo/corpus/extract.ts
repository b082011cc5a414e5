// Writes texts.jsonl from the two unpacked packages named in README.md:
//   node demo/corpus/extract.ts <folder of datasets-sotu> <folder of datasets-moby-dick>
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { splitSentences } from '../sentences.ts'
import { LAST_YEAR, LONGEST_TEXT, SHORTEST_TEXT } from './bounds.ts'

const address = z.object({ year: z.number(), name: z.string(), text: z.string() })
const chapter = z.object({ chapter: z.string(), title: z.string(), text: z.string() })

type CorpusLine = { readonly id: string; readonly title: string; readonly source: string; readonly text: string }

function readAll<T>(folder: string, wanted: RegExp, shape: z.ZodType<T>): { name: string; value: T }[] {
  return readdirSync(join(folder, 'data'))
    .filter((file) => wanted.test(file))
    .map((file) => ({
      name: file.replace('.json', ''),
      value: shape.parse(JSON.parse(readFileSync(join(folder, 'data', file), 'utf8'))),
    }))
}

function cutAtSentenceEnd(text: string): string {
  let cut = ''
  for (const sentence of splitSentences(text)) {
    const longer = cut === '' ? sentence : `${cut} ${sentence}`
    if (longer.length > LONGEST_TEXT) break
    cut = longer
  }
  return cut
}

function addresses(folder: string): CorpusLine[] {
  return readAll(folder, /^\d{4}_.*\.json$/, address)
    .filter(({ value }) => value.year <= LAST_YEAR)
    .map(({ name, value }) => ({
      id: `sotu-${name.replaceAll('_', '-')}`,
      title: `${value.name}, ${value.year}`,
      source: 'State of the Union addresses',
      text: cutAtSentenceEnd(value.text),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

function chapters(folder: string): CorpusLine[] {
  return readAll(folder, /^(chapter_\d+|epilogue)\.json$/, chapter)
    .map(({ name, value }) => ({
      id: `moby-dick-${name === 'epilogue' ? name : value.chapter.padStart(3, '0')}`,
      title: name === 'epilogue' ? 'Epilogue' : `Chapter ${value.chapter}: ${value.title.replace(/\.$/, '')}`,
      source: 'Moby-Dick; or, The Whale',
      text: cutAtSentenceEnd(value.text),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

const [sotu, mobyDick] = process.argv.slice(2)
if (!sotu || !mobyDick) throw new Error('give the two package folders; see demo/corpus/README.md')

const lines = [...addresses(sotu), ...chapters(mobyDick)].filter((line) => line.text.length >= SHORTEST_TEXT)
writeFileSync(join(import.meta.dirname, 'texts.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
console.log(`${lines.length} texts`)
