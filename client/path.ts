/** Where a value stands within another, for example `jobs[3].payload`. */
export function pathOf(keys: readonly PropertyKey[], base = ''): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`
    return path === '' ? String(key) : `${path}.${String(key)}`
  }, base)
}
