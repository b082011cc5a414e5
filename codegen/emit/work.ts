import type { SourceFile } from 'ts-morph'
import type { Contract, ContractError, ContractFunction } from '../contract.ts'
import { argumentKey } from '../names.ts'
import type { FunctionNames } from './names.ts'
import { docText } from './source.ts'

/** What one function's file is written from. */
export interface Work {
  readonly file: SourceFile
  readonly contract: Contract
  readonly fn: ContractFunction
  readonly names: FunctionNames
  readonly errors: readonly ContractError[]
}

/** The doc comments of a declaration: none for an empty text. */
export function documented(fn: ContractFunction, text: string): string[] {
  return text === '' ? [] : [docText(inTypeScript(fn, text))]
}

/** Comments speak of `p_limit`; who reads them here knows it as `limit`. */
function inTypeScript(fn: ContractFunction, text: string): string {
  const keys = new Map(fn.arguments.map(({ name }) => [name, argumentKey(name)]))
  return text.replace(/\bp_\w+/g, (name) => keys.get(name) ?? name)
}
