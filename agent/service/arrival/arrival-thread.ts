// The program of the thread that checks arrivals: orders come in as messages, reports go out.
import { parentPort, workerData } from 'node:worker_threads'
import { diskStore } from '../../../engine/library/disk-store.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import { systemClock } from '../../clock.ts'
import { workerCrew } from '../../library/worker-crew.ts'
import type { ArrivalOrder, ArrivalReport, ArrivalSetup } from './arrival-messages.ts'
import { arrivalWatch } from './arrival-watch.ts'

const port = parentPort
if (port === null) throw new Error('arrival-thread runs in a worker thread')

const watch = arrivalWatch({
  setup: workerData as ArrivalSetup,
  clock: systemClock,
  tell: (report: ArrivalReport) => port.postMessage(report),
  reader: (roots) => inlineCrew(diskStore(roots)),
  hasher: (roots, allowance) => workerCrew(roots, 1, undefined, allowance),
})
port.on('message', (order: ArrivalOrder) => watch.order(order))
void watch.ended.then(() => port.close())
