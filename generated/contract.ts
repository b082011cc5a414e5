// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '1aadad8e5afa9ea19a5d3c6ad423d6ccbf2f5ba4d8b5823569c75132962b3a79'
