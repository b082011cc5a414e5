// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '0ba98f3ab4ee9155c19936b4b44c67c0beedfef80ca2a17c0047fc67df8e1f5a'
