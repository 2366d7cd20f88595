/** Ctrl-C, and how a service manager, a container or a shutdown asks a process to end. */
const signals = ['SIGINT', 'SIGTERM'] as const

/** Runs `work` with a signal that aborts at the first Ctrl-C or SIGTERM; the second ends the process. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  for (const name of signals) process.once(name, stop)
  try {
    return await work(controller.signal)
  } finally {
    for (const name of signals) process.removeListener(name, stop)
  }
}
