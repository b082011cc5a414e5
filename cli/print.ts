import { styleText } from 'node:util'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

/** Coloured on a terminal only; `NO_COLOR` and `FORCE_COLOR` are obeyed by styleText. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream })
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** A label and what belongs to it, in two columns. */
export function sayField(label: string, value: string): void {
  say(`  ${paint('dim', label.padEnd(13))}${value}`)
}

export function sayJson(value: unknown): void {
  say(JSON.stringify(value))
}

/** `error[code]: message`, what the server added, and `hint:`; to stderr. */
export function printError(error: unknown): void {
  const { code, message, hint, detail } = explain(error)
  const red = (text: string) => paint('red', text, process.stderr)
  const dim = (text: string) => paint('dim', text, process.stderr)
  const lines = [
    `${red(`error[${code}]`)}: ${message}`,
    ...(detail === undefined ? [] : detail.split('\n').map((line) => `  ${dim(line)}`)),
    ...(hint === undefined ? [] : [`${paint('yellow', 'hint', process.stderr)}: ${hint}`]),
  ]
  process.stderr.write(`${lines.join('\n')}\n`)
}

type Explained = { code: string; message: string; hint: string | undefined; detail: string | undefined }

/** The stable fields of an error of ours; a fault of the program itself keeps its stack. */
export function explain(error: unknown): Explained {
  if (!(error instanceof Error)) {
    return { code: 'internal', message: String(error), hint: undefined, detail: undefined }
  }
  const hint = field(error, 'hint')
  return {
    code: field(error, 'code') ?? 'internal',
    message: hint === undefined ? (error.stack ?? error.message) : error.message,
    hint,
    detail: field(error, 'detail'),
  }
}

function field(error: object, name: string): string | undefined {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}
