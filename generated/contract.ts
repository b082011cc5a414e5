// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '4233cf09a921012e940a11cac84297764e3389cab5da37d9f2fffbd69da9e62c'
