// The program of the thread that watches the library: orders come in as messages, reports go out.
import { availableParallelism } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../clock.ts'
import { workerCrew } from '../../library/worker-crew.ts'
import { watchFolders } from '../../watch.ts'
import { libraryWatch } from './library-watch.ts'
import { takeLowestPriority } from './lowest-priority.ts'
import type { WatchOrder, WatchReport, WatchSetup } from './watch-messages.ts'

const port = parentPort
if (port === null) throw new Error('watch-thread runs in a worker thread')

takeLowestPriority()
const { orders, ended } = ((): { orders: (order: WatchOrder) => void; ended: Promise<void> } => {
  const watch = libraryWatch({
    setup: workerData as WatchSetup,
    clock: systemClock,
    tell: (report: WatchReport) => port.postMessage(report),
    crew: (roots, size, allowance) => workerCrew(roots, size, undefined, allowance),
    threads: Math.min(2, availableParallelism()),
    watchFolders,
  })
  return { orders: watch.order, ended: watch.ended }
})()
port.on('message', orders)
void ended.then(() => port.close())
