// Checked by the compiler, never run: what the types of a generated client allow and forbid.
import type { Transport } from '../../client/transport.ts'
import {
  attempt,
  findParcel,
  observerClient,
  ParcelId,
  producerClient,
  type SendParcelError,
  type Spot,
  sendParcel,
  sendParcels,
} from './golden/index.ts'

declare const transport: Transport
const producer = producerClient(transport)
const observer = observerClient(transport)

export async function allowed(): Promise<void> {
  const row = await producer.sendParcel({ to: 'Ada', units: 5, weight: null, state: 'waiting' })
  const id: ParcelId = row.parcelId
  const plain: bigint = id
  const moment: Date | null = row.at
  await producer.sendParcels({ parcels: [{ to: 'Ada', units: plain }] })
  await findParcel(transport, { parcelId: ParcelId.parse(7n) })
  await observer.countParcels({ from: 1 })
  void moment
  const { box } = await observer.copyBoxes({
    box: { number: 7, place: { shelf: 1, at: new Date() }, constructor: null },
  })
  const place: Spot | undefined = box?.place
  const again = box && (await observer.openBox({ box }))
  void [place, again?.spots?.[0]?.at?.microseconds]
}

export async function forbidden(): Promise<void> {
  // @ts-expect-error: `to` is required
  await sendParcel(transport, {})
  // @ts-expect-error: a number is no text
  await sendParcel(transport, { to: 7 })
  // @ts-expect-error: no such argument
  await sendParcel(transport, { to: 'Ada', colour: 'red' })
  // @ts-expect-error: no such label
  await sendParcel(transport, { to: 'Ada', state: 'lost' })
  // @ts-expect-error: its default is not null, so null has no meaning
  await sendParcel(transport, { to: 'Ada', labels: null })
  // @ts-expect-error: any number is not the id of a parcel
  await findParcel(transport, { parcelId: 7n })
  // @ts-expect-error: the element lacks `to`
  await sendParcels(transport, { parcels: [{}] })
  // @ts-expect-error: a producer may not look
  await producer.findParcel({ parcelId: ParcelId.parse(7n) })
  // @ts-expect-error: an observer may not send
  await observer.sendParcel({ to: 'Ada' })
  // @ts-expect-error: there may be no such parcel
  ;(await observer.findParcel({ parcelId: ParcelId.parse(7n) })).parcelId
  // @ts-expect-error: an attribute that is never null is required
  await observer.openBox({ box: { place: {}, constructor: null } })
  // @ts-expect-error: no such attribute
  await observer.openBox({ box: { number: 7, place: { colour: 'red' }, constructor: null } })
  // @ts-expect-error: an attribute that may be null
  ;(await observer.openBox({ box: { number: 7, place: {}, constructor: null } })).place.at.getTime()
  // @ts-expect-error: a column that may be null
  ;(await producer.sendParcel({ to: 'Ada' })).at.getTime()
}

export async function everyErrorIsHandled(): Promise<string> {
  const result = await attempt(producer.sendParcel({ to: 'Ada' }))
  if (result.ok) return result.value.order
  const { error } = result
  switch (error.code) {
    case 'invalid_argument':
    case 'ledger_closed':
      return error.sqlstate
    case 'depot_full':
      return String(error.retryAt)
    default:
      return handled(error)
  }
}

/** What is left of {@link SendParcelError} once the refusals are handled; another refusal would not fit. */
function handled(
  error: Exclude<SendParcelError, { code: 'invalid_argument' | 'ledger_closed' | 'depot_full' }>,
): string {
  switch (error.code) {
    case 'invalid_arguments':
    case 'invalid_result':
      return error.issues.map(({ path }) => path).join()
    case 'connection_lost':
    case 'transport_failed':
      return error.hint
    case 'not_permitted':
      return error.roles.join()
    case 'contract_mismatch':
    case 'server_error':
      return error.sqlstate
  }
}

export async function aForgottenErrorIsSeen(): Promise<void> {
  const result = await attempt(producer.sendParcel({ to: 'Ada' }))
  if (result.ok || result.error.code !== 'depot_full') return
  // @ts-expect-error: it is depot_full, and nothing else
  const never: never = result.error
  void never
}
