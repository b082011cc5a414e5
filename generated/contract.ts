// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '92dd5952e79cf18c4f0d32ad4e98bf7c471704005ae2b388d140979aa1dc5558'
