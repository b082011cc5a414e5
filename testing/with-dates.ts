/** The same, where plain Dates will do. */
export type WithDates<T> = T extends Date
  ? Date
  : T extends string | number | bigint
    ? T
    : T extends readonly (infer Item)[]
      ? readonly WithDates<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: WithDates<T[Key]> }
        : T
