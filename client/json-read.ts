import { numberFromJson } from './json-number.ts'

/** Sixteen digits or an exponent: every number without them is one that a `number` carries. */
const mayLose = /[\d.]{16}|\d[eE][+-]?\d/

/**
 * Reads JSON text as `JSON.parse` should: no number loses a digit, and every key is the one that is written. That of
 * V8 12.8 and later may take a key with an escape for another one (nodejs/node#63785).
 *
 * @throws SyntaxError
 */
export function fromJson(text: string): unknown {
  return mayLose.test(text) || hasEscapedKey(text) ? fromJsonWith(numberFromJson, text) : JSON.parse(text)
}

const colon = /\s*:/y

/** Text that is no JSON may have one or not. */
function hasEscapedKey(text: string): boolean {
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at)) {
    // To the end of the string that it is in.
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    colon.lastIndex = at + 1
    if (colon.test(text)) return true
  }
  return false
}

const tokens = /[[\]{}]|"(?:[^"\\]|\\.)*"|[^\s,:[\]{}"]+/g

/**
 * Reads JSON text, and makes numbers of their digits in a way of its own.
 *
 * @throws SyntaxError
 */
export function fromJsonWith(numberOf: (digits: string) => unknown, text: string): unknown {
  // What follows need not look for faults; and of a key alone no other is made.
  JSON.parse(text)
  let next = 0
  const all = text.match(tokens) ?? []
  const take = (): string => all[next++] ?? ''

  function value(token = take()): unknown {
    if (token === '[') return items()
    if (token === '{') return members()
    return /^[-\d]/.test(token) ? numberOf(token) : JSON.parse(token)
  }

  function items(): unknown[] {
    const list: unknown[] = []
    for (let token = take(); token !== ']'; token = take()) list.push(value(token))
    return list
  }

  function members(): object {
    const object = {}
    for (let token = take(); token !== '}'; token = take()) {
      const member = { value: value(), writable: true, enumerable: true, configurable: true }
      // An assignment would take `__proto__` for the prototype.
      Object.defineProperty(object, JSON.parse(token), member)
    }
    return object
  }

  return value()
}
