// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = 'd8e4cd8a609928bb3072109f96e47a5765513eb0fc549f04042a31ce582a2859'
