// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '34aa4b4fa1404bbd18b65043eee6469b06008047dcb534303ed9c35331aba7ef'
