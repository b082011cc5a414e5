/** A parse tree as libpg-query writes it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Every node of one kind below a tree, in order. */
export function findAll(tree: Json, kind: string): Json[] {
  if (tree === null || typeof tree !== 'object') return []
  if (isList(tree)) return tree.flatMap((item) => findAll(item, kind))
  return Object.entries(tree).flatMap(([key, value]) => [
    ...(key === kind ? [value] : []),
    ...findAll(value, kind),
  ])
}

/** A field of a node; null where there is none. */
export function field(node: Json, key: string): Json {
  if (node === null || typeof node !== 'object' || isList(node)) return null
  return node[key] ?? null
}

/** Narrows to a list of nodes. */
export function isList(node: Json): node is readonly Json[] {
  return Array.isArray(node)
}
