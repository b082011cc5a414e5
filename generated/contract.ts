// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '0b168783cb648f3f3e90994e35b4158f20fb67b388836d301af00a6addf81241'
