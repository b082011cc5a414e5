/**
 * What the schemas of zod, valibot, arktype and others have in common: version 1 of Standard Schema
 * (https://standardschema.dev).
 */
export interface PayloadSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => Outcome<Output> | Promise<Outcome<Output>>
    /** Of the type system only. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

type Outcome<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | {
      readonly issues: readonly {
        readonly message: string
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
      }[]
    }

/** What a schema takes. */
export type InputOf<S extends PayloadSchema> = NonNullable<S['~standard']['types']>['input']

/** What a schema makes of it. */
export type OutputOf<S extends PayloadSchema> = NonNullable<S['~standard']['types']>['output']
