// Generated from the contract of the database by `npm run codegen`. Do not edit.

export * from '../../../client/index.ts'
export * from './clients.ts'
export * from './contract.ts'
export * from './errors.ts'
export * from './functions/countParcels.ts'
export * from './functions/delete.ts'
export * from './functions/findParcel.ts'
export * from './functions/firstParcel.ts'
export * from './functions/leak.ts'
export * from './functions/sendParcel.ts'
export * from './functions/sendParcels.ts'
export * from './types.ts'
