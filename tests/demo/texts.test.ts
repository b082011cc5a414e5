import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { LONGEST_TEXT, SHORTEST_TEXT } from '../../demo/corpus/bounds.ts'
import { estimateTokens } from '../../demo/estimate.ts'
import { countTokens } from '../../demo/provider/tokens.ts'
import { splitSentences } from '../../demo/sentences.ts'
import { summarise } from '../../demo/summarise.ts'
import { CORPUS, readTexts } from '../../demo/texts.ts'

const folder = mkdtempSync(join(tmpdir(), 'headgate-texts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

function subfolder(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name)
  for (const [child, content] of Object.entries(files)) {
    mkdirSync(join(path, child, '..'), { recursive: true })
    writeFileSync(join(path, child), content)
  }
  return path
}

describe('the corpus', () => {
  const corpusLine = z.strictObject({
    id: z.string(),
    title: z.string(),
    source: z.string(),
    text: z.string(),
  })

  test('holds what its README says, each text once and within its bounds', async () => {
    const raw = await readFile(CORPUS, 'utf8')
    const lines = raw
      .trimEnd()
      .split('\n')
      .map((one) => corpusLine.parse(JSON.parse(one)))
    const readme = await readFile(join(CORPUS, '..', 'README.md'), 'utf8')
    const from = (source: string) => lines.filter((one) => one.source === source).length
    expect(readme).toContain(`${lines.length} public-domain texts`)
    expect(readme).toContain(`| ${from('State of the Union addresses')} | 1790–2000 |`)
    expect(readme).toContain(`| ${from('Moby-Dick; or, The Whale')} (133 chapters and the epilogue) |`)
    expect(new Set(lines.map((one) => one.id)).size).toBe(lines.length)
    expect(new Set(lines.map((one) => one.text)).size).toBe(lines.length)
    expect(Math.min(...lines.map((one) => one.text.length))).toBeGreaterThanOrEqual(SHORTEST_TEXT)
    expect(Math.max(...lines.map((one) => one.text.length))).toBeLessThanOrEqual(LONGEST_TEXT)
    expect(Buffer.byteLength(raw)).toBeLessThan(2_000_000)
  })

  test('is estimated never below what the provider counts, and not far above', async () => {
    const { texts } = await readTexts(CORPUS)
    const ratios = texts.map(({ text }) => estimateTokens(text, 120) / (countTokens(text) + 120))
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(1)
    expect(Math.max(...ratios)).toBeLessThan(1.6)
  })

  test('is summarised in its own sentences, shorter than itself', async () => {
    const { texts } = await readTexts(CORPUS)
    for (const { text } of texts.filter((_, index) => index % 10 === 0)) {
      const summary = summarise(text, 120)
      expect(countTokens(summary)).toBeGreaterThan(30)
      expect(countTokens(summary)).toBeLessThanOrEqual(120)
      expect(without(summary, splitSentences(text)).trim()).toBe('')
    }
  })
})

function without(summary: string, sentences: readonly string[]): string {
  const longestFirst = [...sentences].sort((a, b) => b.length - a.length)
  return longestFirst.reduce((rest, sentence) => rest.replace(sentence, ''), summary)
}

describe('a summary', () => {
  test('takes the sentences that the others resemble', () => {
    const aside = 'My aunt has a green parrot.'
    const text = `The river feeds the mill. ${aside} The mill grinds corn by the river. The river and the mill feed the town.`
    expect(summarise(text, 20)).not.toContain(aside)
  })

  test('of one sentence longer than allowed is its beginning', () => {
    expect(summarise('one two three four', 2)).toBe('one two')
  })

  test('is made of whole sentences: neither Mr. nor a line’s end ends one, a blank line does', () => {
    expect(splitSentences('A title\n\nHello.  Mr. Starbuck\nstood by.')).toEqual([
      'A title',
      'Hello.',
      'Mr. Starbuck stood by.',
    ])
  })
})

describe('texts of one’s own', () => {
  test('are the .txt and .md files of a folder, subfolders too, in the order of their names', async () => {
    const path = subfolder('own', {
      'b.md': 'Second.',
      'a.txt': 'First.',
      'deep/c.TXT': 'Third.',
      'd.png': 'no',
    })
    const { texts } = await readTexts(path)
    expect(texts).toEqual([
      { id: 'a.txt', title: 'a', text: 'First.' },
      { id: 'b.md', title: 'b', text: 'Second.' },
      { id: join('deep', 'c.TXT'), title: 'c', text: 'Third.' },
    ])
  })

  test('pass over a blank file of a folder, and say so', async () => {
    const read = await readTexts(subfolder('blank', { 'a.txt': ' \n', 'b.txt': 'Words.' }))
    expect(read.texts).toHaveLength(1)
    expect(read.notes).toEqual(['a.txt is blank and was passed over'])
  })

  test('are the lines of a JSONL file, with a number for what has no name', async () => {
    const lines = ['{"text":"One."}', '', '{"text":"Two.","id":7,"title":"The second","more":1}']
    const { texts } = await readTexts(file('own.jsonl', `\uFEFF${lines.join('\r\n')}`))
    expect(texts).toEqual([
      { id: 'line-1', title: 'line 1', text: 'One.' },
      { id: '7', title: 'The second', text: 'Two.' },
    ])
  })

  test.each([
    ['a path where nothing is', () => join(folder, 'nowhere'), 'input_missing', 'nowhere'],
    ['an empty file', () => file('empty.jsonl', ''), 'input_empty', 'holds no text'],
    ['a folder without texts', () => subfolder('pictures', { 'a.png': 'x' }), 'input_empty', 'holds no text'],
    ['a broken line', () => file('broken.jsonl', '{"text":"a"}\n{"text":'), 'input_malformed', 'line 2'],
    ['a line that is no object', () => file('array.jsonl', '[1]'), 'input_malformed', 'line 1'],
    ['a line without text', () => file('no.jsonl', '\n{"title":"a"}'), 'input_malformed', 'line 2: text'],
    ['a blank text', () => file('blank.jsonl', '{"text":" "}'), 'input_malformed', 'text: is blank'],
    [
      'bytes that are no UTF-8',
      () => file('latin.jsonl', Buffer.from([0xe9, 0x20])),
      'input_unreadable',
      'UTF-8',
    ],
    [
      'a text of 300,000 characters',
      () => file('long.jsonl', `{"text":"a"}\n{"text":"${'x'.repeat(300_000)}"}`),
      'input_too_large',
      'line 2 has 300000 characters',
    ],
  ])('are refused with a typed error: %s', async (_, path, code, message) => {
    const refused = readTexts(path())
    await expect(refused).rejects.toMatchObject({
      name: 'DemoError',
      code,
      hint: expect.stringMatching(/\.$/),
    })
    await expect(refused).rejects.toThrow(message)
  })

  // Root may read anything.
  test.skipIf(process.getuid?.() === 0)('are refused where they may not be read', async () => {
    const path = file('secret.jsonl', '{"text":"a"}')
    chmodSync(path, 0)
    await expect(readTexts(path)).rejects.toMatchObject({ code: 'input_unreadable' })
  })
})
