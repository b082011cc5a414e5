import { mayPass } from './may-pass.ts'

/** Gathers items that come within a moment of each other into one call. */
export interface BatcherOptions<Item, Outcome> {
  /** Answers an outcome for each item, in order. */
  readonly send: (items: readonly Item[]) => Promise<readonly Outcome[]>
  /** Milliseconds that the first item waits for others. While a call is under way, the next one gathers. */
  readonly windowMs: number
  /** In one call; so many do not wait for more. */
  readonly most: number
}

interface Waiting<Item, Outcome> {
  readonly item: Item
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: unknown) => void
}

/** Returns the function that sends one item, together with whatever else is about to be sent. */
export function createBatcher<Item, Outcome>({
  send,
  windowMs,
  most,
}: BatcherOptions<Item, Outcome>): (item: Item) => Promise<Outcome> {
  let gathered: Waiting<Item, Outcome>[] = []
  let isBusy = false
  let window: ReturnType<typeof setTimeout> | undefined

  async function flush(): Promise<void> {
    clearTimeout(window)
    window = undefined
    isBusy = true
    while (gathered.length > 0) {
      const batch = gathered.slice(0, most)
      gathered = gathered.slice(most)
      await deliver(batch)
    }
    isBusy = false
  }

  async function deliver(batch: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await send(batch.map(({ item }) => item))
      batch.forEach(({ resolve, reject }, i) => {
        const outcome = outcomes[i]
        if (outcome === undefined) reject(new TypeError('fewer outcomes than items'))
        else resolve(outcome)
      })
    } catch (error) {
      if (mayPass(error) || batch.length === 1) {
        for (const { reject } of batch) reject(error)
        return
      }
      // One bad item refuses the whole call: the others shall not suffer for it.
      const half = Math.ceil(batch.length / 2)
      await deliver(batch.slice(0, half))
      await deliver(batch.slice(half))
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      gathered.push({ item, resolve, reject })
      if (isBusy) return
      if (gathered.length >= most) void flush()
      else window ??= setTimeout(() => void flush(), windowMs)
    })
}
