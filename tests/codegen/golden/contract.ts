// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '44291e171079c69b6479060325bc815bb8663056e054f50d9fc6892e29b9519a'
