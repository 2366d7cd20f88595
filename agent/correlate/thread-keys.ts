// Keys of threads. Every line asks for one, and a text made anew for each must be hashed anew for each look-up.

/** Threads remembered; beyond this all are made anew. */
const most = 20_000

/** @returns gives the key of a thread by host, log (first two letters of its signatures) and number: `HOST|DM|4711` */
export function threadKeys(): (host: string, log: string, thread: number) => string {
  let keys = new Map<string, Map<string, Map<number, string>>>()
  let count = 0
  return (host, log, thread) => {
    const known = keys.get(host)?.get(log)?.get(thread)
    if (known !== undefined) return known
    if (count >= most) {
      keys = new Map()
      count = 0
    }
    count += 1
    const ofHost = keys.get(host) ?? new Map<string, Map<number, string>>()
    const ofLog = ofHost.get(log) ?? new Map<number, string>()
    const key = `${host}|${log}|${thread}`
    keys.set(host, ofHost.set(log, ofLog.set(thread, key)))
    return key
  }
}
