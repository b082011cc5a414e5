// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '28720f1f38b361bae81723e7e61784925c90303daaa0b7a7548e089e21da0814'
