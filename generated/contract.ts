// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '661261f2738a997e9b10476a7415bf21c36d585faaf98b2249a893301f02a571'
