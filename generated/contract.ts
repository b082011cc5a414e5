// Generated from the contract of the database by `npm run codegen`. Do not edit.

/** The hash of the contract that these files were generated from, without its documentation. */
export const contractHash = '3ccf1099235781a1e91d12f623e2de9d3aa2c971e154f2e328fddc035b8295ae'
