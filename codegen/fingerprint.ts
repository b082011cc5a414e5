import { createHash } from 'node:crypto'
import { byBytes, type Contract, type ContractFunction, canonicalJson, isDocumentation } from './contract.ts'
import { diffContracts, reaches } from './contract-diff.ts'

/** One function, and of the types and errors only what it uses. */
function partOf(contract: Contract, fn: ContractFunction): Contract {
  const types = [...fn.arguments, ...fn.returns.columns].map(({ type }) => type)
  const isUsed = ({ name }: { readonly name: string }) => types.some((type) => reaches(contract, type, name))
  const composites = contract.composites?.filter(isUsed) ?? []
  return {
    format: contract.format,
    functions: [fn],
    domains: contract.domains.filter(isUsed),
    enums: contract.enums.filter(isUsed),
    ...(composites.length > 0 ? { composites } : {}),
    errors: contract.errors.filter(({ sqlstate }) => fn.errors.includes(sqlstate)),
  }
}

/** Sixteen bytes, in hexadecimal, of all that a caller of the function relies on; words are left out. */
export function fingerprint(contract: Contract, fn: ContractFunction): string {
  const text = canonicalJson(partOf(contract, fn), (key) => !isDocumentation(key))
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

interface Fingerprint {
  readonly name: string
  readonly fingerprint: string
}

/** That of each function. */
export function fingerprints(contract: Contract): readonly Fingerprint[] {
  return contract.functions.map((fn) => ({ name: fn.name, fingerprint: fingerprint(contract, fn) }))
}

/** Those of functions as a release had them, and from which they differ by what breaks no caller. */
export function acceptedFingerprints(
  contract: Contract,
  released: readonly Contract[],
): readonly Fingerprint[] {
  const earlier = released.flatMap((old) =>
    old.functions.flatMap((was) => {
      const now = contract.functions.find(({ name }) => name === was.name)
      if (now === undefined || diffContracts(partOf(old, was), partOf(contract, now)).level === 'major')
        return []
      return [{ name: was.name, fingerprint: fingerprint(old, was) }]
    }),
  )
  const lines = new Set([...fingerprints(contract), ...earlier].map((it) => `${it.name} ${it.fingerprint}`))
  return [...lines].sort(byBytes).map((line) => {
    const [name = '', text = ''] = line.split(' ')
    return { name, fingerprint: text }
  })
}
