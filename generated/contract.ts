// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '99285df2056b4bdf0d4c6d0c445783fe354c8b075d05f0f118285bc5069aa15f'
