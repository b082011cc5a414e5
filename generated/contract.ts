// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '2d27705cc711f00eda396a1d01fb327e53f8d212ef2019a01307a885759c4dee'
