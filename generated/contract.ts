// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '71ab42eeeeb297831be065db4ffcdc262f0353bdefb5a1cd0eb3bb63f91e457f'
