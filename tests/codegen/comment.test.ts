import { expect, test } from 'vitest'
import { headAndRest, parseComment } from '../../codegen/comment.ts'

test('A comment comes apart into a summary, paragraphs and tags', () => {
  expect(
    parseComment('Does it.\n\nAt length,\nover lines.\n\nTwice.\n@param p_a One\n  and more\n@since 0.1'),
  ).toEqual({
    summary: 'Does it.',
    description: 'At length,\nover lines.\n\nTwice.',
    tags: [
      { name: 'param', text: 'p_a One and more' },
      { name: 'since', text: '0.1' },
    ],
  })
})

test('A comment of one line, and one of tags alone, are comments too', () => {
  expect(parseComment('Does it.')).toEqual({ summary: 'Does it.', description: '', tags: [] })
  expect(parseComment('@since 0.1').summary).toBe('')
})

test('An address in the prose is no tag', () => {
  expect(parseComment('Write to a@example.org.\n\nOr b@example.org.').tags).toEqual([])
})

test('The name of a parameter comes off its text, with or without a dash', () => {
  expect(headAndRest('p_limit how many')).toEqual(['p_limit', 'how many'])
  expect(headAndRest('p_limit – how many')).toEqual(['p_limit', 'how many'])
  expect(headAndRest('p_limit')).toEqual(['p_limit', ''])
})
