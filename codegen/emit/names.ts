import type { ContractFunction } from '../contract.ts'
import { camel, identifier, pascal } from '../names.ts'

/** The names that one SQL function goes by in TypeScript. */
export interface FunctionNames {
  /** The exported function. */
  readonly call: string
  readonly args: string
  readonly row: string
  readonly error: string
  readonly spec: string
  readonly argsSchema: string
  readonly rowSchema: string
  /** Its module, without the folder. */
  readonly file: string
}

/** Derives every name from the SQL name. */
export function namesOf({ name }: { readonly name: string }): FunctionNames {
  const upper = pascal(name)
  const lower = camel(name)
  return {
    call: identifier(lower),
    args: `${upper}Args`,
    row: `${upper}Row`,
    error: `${upper}Error`,
    spec: `${lower}Function`,
    argsSchema: `${lower}Args`,
    rowSchema: `${lower}Row`,
    file: `${lower}.ts`,
  }
}

/** Whether the function is called with an object of arguments at all. */
export function takesArguments(fn: ContractFunction): boolean {
  return fn.arguments.length > 0
}

/** Whether that object may be left out. */
export function argumentsAreOptional(fn: ContractFunction): boolean {
  return fn.arguments.every((argument) => argument.default !== undefined)
}

/** The type that a call resolves to. */
export function resultType(fn: ContractFunction): string {
  const { row } = namesOf(fn)
  return { one: row, maybe: `${row} | undefined`, many: `readonly ${row}[]`, none: 'void' }[
    fn.returns.cardinality
  ]
}
