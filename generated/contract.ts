// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '7d1b67a28fab87dbc68c1b4397147d5a337ac16472cd4e9e7590b3b569342788'
