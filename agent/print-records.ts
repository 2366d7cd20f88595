// Every record of finished logs as a line of JSON on standard output; what else there is to say on standard error.
import { stat } from 'node:fs/promises'
import type { Zone } from '../parsers/zone.ts'
import { AgentError } from './errors.ts'
import { findFinishedLogs, type FinishedLog } from './finished-logs.ts'
import { noteworthy } from './finished/noteworthy.ts'
import { openLog } from './finished/read-log.ts'
import { entryRecogniser } from './recognise-entry.ts'
import { recordJson } from './record-json.ts'
import { print, tell } from './terminal/output.ts'
import { printableLine } from './terminal/printable.ts'

export type PrintOptions = {
  /** Of lines without bias, by machine. */
  readonly zone: (host: string) => Zone | undefined
  /** Records later than this come from a wrong clock or a wrong zone; milliseconds since 1970 UTC. */
  readonly now: number
}

/** Prints the records of all files and returns the exit code: one file that cannot be read does not hide the others. */
export async function printRecords(paths: readonly string[], options: PrintOptions): Promise<0 | 2> {
  let exitCode: 0 | 2 = 0
  for (const path of paths) {
    try {
      await refuseFolder(path)
      const { logs, leftOut } = await findFinishedLogs([path])
      tell(leftOut.map((one) => `cmdp: ${one.path} left out: ${one.reason}`))
      if (leftOut.some(({ failed }) => failed)) exitCode = 2
      for (const log of logs) await printLog(log, options)
    } catch (error) {
      if (!(error instanceof AgentError)) throw error
      tell(`cmdp: ${error.message}`.split('\n'))
      exitCode = 2
    }
  }
  return exitCode
}

async function refuseFolder(path: string): Promise<void> {
  const isFolder =
    path !== '-' &&
    (await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    ))
  if (!isFolder) return
  const hint = '; cmdp parse reads single logs, cmdp analyze a folder of them'
  throw new AgentError('notAFile', { path: printableLine(path), kind: 'a folder', hint })
}

async function printLog(log: FinishedLog, { zone, now }: PrintOptions): Promise<void> {
  const { recognise } = entryRecogniser(log.file)
  const { batches, summary } = openLog(log, { zone: zone(log.host) })
  let early = 0
  for await (const entries of batches) {
    const lines = entries.map((entry) => `${JSON.stringify(recordJson(log.file, entry, recognise(entry)))}\n`)
    early += entries.filter(({ time }) => time !== undefined && time > now).length
    await print(lines.join(''))
  }
  const ahead =
    early === 0 ? [] : [`${early} records are later than ${new Date(now).toISOString()}: a wrong clock or zone`]
  tell([...noteworthy(summary().counts), ...ahead].map((words) => `cmdp: ${log.place}: ${words}`))
}
