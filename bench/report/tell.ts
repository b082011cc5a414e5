/** A figure with so many digits, as people write it. */
export function tell(value: number, digits: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** `1 client`, `4 clients`. */
export function counted(count: number, of: string): string {
  return `${count} ${of}${count === 1 ? '' : 's'}`
}
