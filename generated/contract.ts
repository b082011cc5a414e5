// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = 'fe67699382ae71768feb5c5d04f25832d5a0934f3ef004692d3edd24b70046d0'
