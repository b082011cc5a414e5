// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '986e7a431984de8f52fedb5d2a9b8dead3b0809be72499c8b125214db6cd9463'
