import { createHash } from 'node:crypto'

export type SqlFile = {
  /** For people: `sql/…`, with forward slashes on every system. */
  readonly path: string
  /** Contents with LF line ends and without a byte order mark. */
  readonly text: string
  /** SHA-256 of `text`, in hex. */
  readonly hash: string
}

/** A checkout with CRLF must not look like an edit. */
export function normalise(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
}

/** `sql/seeds/base.sql` → `base`. */
export function stem(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.[^.]*$/, '')
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
