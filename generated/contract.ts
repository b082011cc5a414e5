// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = 'b02313519f0fea37baaa86243f9b522afc7a7eea875aae10bd913de7cc165fbf'
