import { gmtDate } from './forms.ts'
import type { Host, SpokenStatusMessage } from './utterance.ts'

/**
 * What follows `LEV=M ` in a STATMSG line (reference: log-formats.md 9): who raised it, when, ten strings that nobody
 * escapes, and the numbered attributes.
 *
 * @param at  the host's clock, milliseconds since 1970 UTC; the envelope's local time must tell the same instant
 */
export function statusText(
  spoken: SpokenStatusMessage,
  component: string,
  host: Pick<Host, 'name' | 'site' | 'processId'>,
  thread: number,
  at: number,
): string {
  const origin = `SOURCE="SMS Server" COMP="${component}" SYS=${host.name} SITE=${host.site}`
  const process = `PID=${String(host.processId)} TID=${String(thread)} GMTDATE=${gmtDate(at)}`
  const strings = Array.from({ length: 10 }, (_, index) => `ISTR${String(index)}="${spoken.strings[index] ?? ''}"`)
  const attributes = spoken.attributes.map(
    ([id, value], index) => `AID${String(index)}=${String(id)} AVAL${String(index)}="${value}"`,
  )
  return [origin, process, ...strings, `NUMATTRS=${String(attributes.length)}`, ...attributes].join(' ')
}
