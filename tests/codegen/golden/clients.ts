// Generated from the contract of the database by `npm run codegen`. Do not edit.

import { type Call, type Transport } from '../../../client/runtime.ts'
import { copyBoxes, type CopyBoxesArgs, type CopyBoxesError, type CopyBoxesRow } from './functions/copyBoxes.ts'
import { countParcels, type CountParcelsArgs, type CountParcelsError, type CountParcelsRow } from './functions/countParcels.ts'
import { delete_, type DeleteArgs, type DeleteError } from './functions/delete.ts'
import { findParcel, type FindParcelArgs, type FindParcelError, type FindParcelRow } from './functions/findParcel.ts'
import { firstParcel, type FirstParcelError, type FirstParcelRow } from './functions/firstParcel.ts'
import { judgeValues, type JudgeValuesArgs, type JudgeValuesError } from './functions/judgeValues.ts'
import { leak, type LeakError, type LeakRow } from './functions/leak.ts'
import { listBoxes, type ListBoxesArgs, type ListBoxesError, type ListBoxesRow } from './functions/listBoxes.ts'
import { openBox, type OpenBoxArgs, type OpenBoxError, type OpenBoxRow } from './functions/openBox.ts'
import { sendParcel, type SendParcelArgs, type SendParcelError, type SendParcelRow } from './functions/sendParcel.ts'
import { sendParcels, type SendParcelsArgs, type SendParcelsError, type SendParcelsRow } from './functions/sendParcels.ts'

/** What a member of `headgate_observer` may call. */
export interface ObserverClient {
  /** Copies boxes. */
  copyBoxes(args: CopyBoxesArgs): Call<CopyBoxesRow, CopyBoxesError>
  /** Adds. */
  countParcels(args: CountParcelsArgs): Call<CountParcelsRow, CountParcelsError>
  /** Finds a parcel, or not. */
  findParcel(args: FindParcelArgs): Call<FindParcelRow | undefined, FindParcelError>
  /** The first parcel. */
  firstParcel(): Call<FirstParcelRow, FirstParcelError>
  /** Takes what domains allow. */
  judgeValues(args?: JudgeValuesArgs): Call<void, JudgeValuesError>
  /** Leaks a null. */
  leak(): Call<LeakRow, LeakError>
  /** Answers boxes without a name. */
  listBoxes(args: ListBoxesArgs): Call<ListBoxesRow, ListBoxesError>
  /** Answers the attributes of a box. */
  openBox(args: OpenBoxArgs): Call<OpenBoxRow, OpenBoxError>
}

/** Calls for a connection whose role is a member of `headgate_observer`. */
export function observerClient(transport: Transport): ObserverClient {
  return {
    copyBoxes: (args) => copyBoxes(transport, args),
    countParcels: (args) => countParcels(transport, args),
    findParcel: (args) => findParcel(transport, args),
    firstParcel: () => firstParcel(transport),
    judgeValues: (args) => judgeValues(transport, args),
    leak: () => leak(transport),
    listBoxes: (args) => listBoxes(transport, args),
    openBox: (args) => openBox(transport, args),
  }
}

/** What a member of `headgate_operator` may call. */
export interface OperatorClient {
  /** Deletes a class of parcels. */
  delete(args: DeleteArgs): Call<void, DeleteError>
}

/** Calls for a connection whose role is a member of `headgate_operator`. */
export function operatorClient(transport: Transport): OperatorClient {
  return {
    delete: (args) => delete_(transport, args),
  }
}

/** What a member of `headgate_producer` may call. */
export interface ProducerClient {
  /** Sends a parcel *\/ with `backticks` and {braces}. */
  sendParcel(args: SendParcelArgs): Call<SendParcelRow, SendParcelError>
  /** Sends many parcels. */
  sendParcels(args: SendParcelsArgs): Call<readonly SendParcelsRow[], SendParcelsError>
}

/** Calls for a connection whose role is a member of `headgate_producer`. */
export function producerClient(transport: Transport): ProducerClient {
  return {
    sendParcel: (args) => sendParcel(transport, args),
    sendParcels: (args) => sendParcels(transport, args),
  }
}

/** What a member of `headgate_worker` may call. */
export interface WorkerClient {
  /** Sends a parcel *\/ with `backticks` and {braces}. */
  sendParcel(args: SendParcelArgs): Call<SendParcelRow, SendParcelError>
}

/** Calls for a connection whose role is a member of `headgate_worker`. */
export function workerClient(transport: Transport): WorkerClient {
  return {
    sendParcel: (args) => sendParcel(transport, args),
  }
}
