const simple = /^[a-z][a-z0-9_]*$/

/** Whether an SQL name can be carried over to TypeScript without inventing anything. */
export function isSimpleName(name: string): boolean {
  return simple.test(name) && camel(name) !== ''
}

/** `p_job_id` → `pJobId`; digits after an underscore join the word before them. */
export function camel(name: string): string {
  return name.replace(/_+([a-z0-9]|$)/g, (_, next: string) => next.toUpperCase())
}

/** `lease_lost` → `LeaseLost`. */
export function pascal(name: string): string {
  const text = camel(name)
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The name of an argument without the `p_` that SQL needs and TypeScript does not. */
export function argumentKey(name: string): string {
  return camel(name.replace(/^p_(?=[a-z])/, ''))
}

const reserved = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends
  false finally for function if implements import in instanceof interface let new null package private protected
  public return static super switch this throw true try typeof undefined var void while with yield`.split(
    /\s+/,
  ),
)

/** A name for a declaration: what JavaScript keeps for itself gets an underscore. */
export function identifier(name: string): string {
  return reserved.has(name) ? `${name}_` : name
}

/** A string literal. */
export function literal(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
