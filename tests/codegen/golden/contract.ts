// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '719f4398b5f7651a7d5caf70462db6c6e7f000fd2fb1cf937f15e57ede38690e'
