// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '0cacd6c15655afd65fe8f36143b271f8f4fff46a5e101df6df71080f2528d44c'
