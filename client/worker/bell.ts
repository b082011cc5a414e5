/** Wakes one who waits. Rung while nobody waits, it is heard by the next. */
export interface Bell {
  ring(): void
  /** Until the bell rings, or `ms` have passed. */
  wait(ms?: number): Promise<void>
}

/** For one waiter at a time. */
export function createBell(): Bell {
  let isRung = false
  let wake = () => {}
  return {
    ring() {
      isRung = true
      wake()
    },
    async wait(ms = 2 ** 31 - 1) {
      if (!isRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.max(ms, 0))
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      wake = () => {}
      isRung = false
    },
  }
}
