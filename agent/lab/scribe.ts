// From what components say to lines in their logs: the right file, form, clock, zone and marks.
import { join } from 'node:path'
import { renderAny } from '../../parsers/render.ts'
import type { LogName } from '../../parsers/log-name.ts'
import type { Fields } from '../../parsers/recognise.ts'
import { entryOf, logFiles } from './log-files.ts'
import { statusText } from './status-text.ts'
import { withTildes } from './tildes.ts'
import type { Host, SpokenStatusMessage, Utterance } from './utterance.ts'
import { logWriter, type LogWriter } from './writer.ts'

/** A line of a log: `file` is the log's name without its folder. */
export type WrittenLine = { readonly file: string; readonly entry: string }

/** Pure: one utterance as the host's component writes it, line end included. */
export function writtenLine({ at, log, thread, words }: Utterance, host: Host): WrittenLine {
  const { file, component } = logFiles[log]
  const clock = at + host.skewMs
  const raised = 'statusMessage' in words
  const signature = raised ? (statusRow[log] ?? 'DM-200') : words.signature
  const fields = raised
    ? statusFields(words.statusMessage, statusText(words.statusMessage, component, host, thread, clock))
    : words.fields
  const message = withTildes(signature, renderAny(signature, fields, raised ? undefined : words.shape))
  return { file, entry: entryOf(log, { at: clock, biasMinutes: host.biasMinutes, thread, message }) }
}

/** The row of STATMSG lines, by log; logs that have no row of their own word them like distmgr. */
const statusRow: Readonly<Partial<Record<LogName, string>>> = { pkgxfermgr: 'PX-200' }

const statusFields = ({ id, severity }: SpokenStatusMessage, statrest: string): Fields => ({
  statusMessageId: id,
  statsev: severity,
  lev: 'M',
  statrest,
})

export type Scribe = { write(utterance: Utterance): void; close(): void }

/**
 * Writes utterances to `<folder>/<host>/<log>`, in the order given.
 *
 * @param maxBytes  size at which a log rolls over to `.lo_`
 */
export function scribe(folder: string, hosts: readonly Host[], maxBytes: number): Scribe {
  const hostByName = new Map(hosts.map((host) => [host.name, host]))
  const writers = new Map<string, LogWriter>()

  const writerOf = (path: string): LogWriter => {
    const known = writers.get(path)
    if (known !== undefined) return known
    const writer = logWriter(path, maxBytes)
    writers.set(path, writer)
    return writer
  }
  return {
    write(utterance) {
      const host = hostByName.get(utterance.host)
      if (host === undefined) throw new Error(`No host ${utterance.host} in this world`)
      const { file, entry } = writtenLine(utterance, host)
      writerOf(join(folder, host.name, file)).write(entry)
    },
    close() {
      for (const writer of writers.values()) writer.close()
      writers.clear()
    },
  }
}
