// The last step before the network: what is sent is counted, what waits is bounded, what is lost is told. Knows nothing
// of OpenTelemetry but the shape of its exporters.

/** How an exporter of the SDK answers; 0 is success. */
export type DeliveryResult = { readonly code: number; readonly error?: Error }
export type Deliver<Item> = (items: Item[], done: (result: DeliveryResult) => void) => void

export type DeliveryReport = {
  delivered(items: number): void
  failed(reason: string): void
  dropped(reason: string, items: number): void
  /** Told once: how to see what waits. */
  queue(look: () => { readonly items: number; readonly capacity: number }): void
}

export type Delivery<Item> = {
  /** May one more item wait? If not, it is counted as dropped. */
  admit(): boolean
  readonly deliver: Deliver<Item>
  /** Resolves when nothing waits and nothing is under way: sent, or given up. */
  idle(): Promise<void>
}

/** Runs an action once after so many milliseconds; returns the way to call it off. */
export type Timer = (ms: number, action: () => void) => () => void

/** Items that may wait, when no variable says otherwise: enough for a backlog read in one go, about 30 MB. */
export const queueCapacity = 16_384
/** Items of one request, when no variable says otherwise: a span takes 200 bytes on the wire. */
export const batchSize = 2_048

/**
 * @param send     the exporter's own export; it retries 429, 502, 503, 504 and lost connections by itself
 * @param capacity items that may wait
 */
export function delivery<Item>(
  send: Deliver<Item>,
  capacity: number,
  report: DeliveryReport,
  timer: Timer,
): Delivery<Item> {
  let waiting = 0
  let underWay = 0
  let idlers: (() => void)[] = []
  const settled = (): void => {
    if (waiting > 0 || underWay > 0) return
    for (const wake of idlers) wake()
    idlers = []
  }
  report.queue(() => ({ items: waiting, capacity }))
  return {
    admit() {
      const room = waiting < capacity
      if (room) waiting += 1
      else report.dropped('queue_full', 1)
      return room
    },
    deliver(items, done) {
      waiting = Math.max(0, waiting - items.length)
      underWay += 1
      const attempt = (tried: number): void => {
        send(items, (result) => {
          const delay = retryDelays[tried]
          if (result.code === 0) report.delivered(items.length)
          else if (isInternalServerError(result.error) && delay !== undefined)
            return void timer(delay, () => attempt(tried + 1))
          else {
            const reason = failureReason(result.error)
            report.failed(reason)
            report.dropped(reason, items.length)
          }
          done(result)
          underWay -= 1
          settled()
        })
      }
      attempt(0)
    },
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve)
        settled()
      }),
  }
}

/** HTTP 500 is tried again like 503, which the SDK does by itself; milliseconds. */
const retryDelays = [1_000, 2_000, 4_000]

function isInternalServerError(error: Error | undefined): boolean {
  return error !== undefined && 'code' in error && error.code === 500
}

/** Error codes of Node's network calls -> reason in `export_failures_total`. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'connection_lost',
  EPIPE: 'connection_lost',
  ENOTFOUND: 'name_not_found',
  EAI_AGAIN: 'name_not_found',
  ETIMEDOUT: 'timeout',
  ENETUNREACH: 'unreachable',
  EHOSTUNREACH: 'unreachable',
}

/** A closed list, whatever a receiver answers: names above, http_400 … http_599, timeout, retryable, other. */
export function failureReason(error: Error | undefined): string {
  if (error === undefined) return 'other'
  const code = 'code' in error ? error.code : undefined
  if (typeof code === 'number' && code >= 400 && code < 600) return `http_${code}`
  if (typeof code === 'string' && reasons[code] !== undefined) return reasons[code]
  if (/timed? ?out/i.test(error.message)) return 'timeout'
  return /retryable/.test(error.message) ? 'retryable' : 'other'
}
