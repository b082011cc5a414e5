// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = 'eef146778331dfde411a210ed2c49f8f2eb2531449acbe1389f2dcbf09a1afd8'
