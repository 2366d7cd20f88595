// Entries as the components write them, one text per entry, line end included: the inverse of parsers/layouts
// (reference: log-formats.md 2 to 4). Parsing what is written here gives the parts back.

/** What a component hands to its log. */
export type WrittenEntry = {
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  /** Minutes to add to the writer's local time to get UTC: -60 in Berlin in winter. */
  readonly biasMinutes: number
  readonly component: string
  readonly thread: number
  readonly message: string
}

export type WrittenForm = 'site-server' | 'ccm' | 'bracket'

export const renderEntry: Readonly<Record<WrittenForm, (entry: WrittenEntry) => string>> = {
  'site-server': siteServerLine,
  ccm: ccmRecord,
  bracket: bracketLine,
}

/** `message  $$<COMPONENT><06-14-2018 06:26:25.828-60><thread=9112 (0x2398)>`; a line break in the text becomes `~`. */
function siteServerLine({ at, biasMinutes, component, thread, message }: WrittenEntry): string {
  const local = localParts(at, biasMinutes)
  const stamp = `${local.date} ${local.time}${signed(biasMinutes)}`
  const oneLine = /[\r\n]/.test(message) ? message.replaceAll(/\r\n?|\n/g, '~') : message
  return `${oneLine}  $$<${component}><${stamp}><thread=${thread} (0x${hex(thread)})>\r\n`
}

/** `<![LOG[message]LOG]!><time="01:38:47.034-120" date="07-16-2016" component="…" context="" type="1" thread="12172" file="">` */
function ccmRecord({ at, biasMinutes, component, thread, message }: WrittenEntry): string {
  const local = localParts(at, biasMinutes)
  const stamp = `time="${local.time}${signed(biasMinutes)}" date="${local.date}"`
  return `<![LOG[${message}]LOG]!><${stamp} component="${component}" context="" type="1" thread="${thread}" file="">\r\n`
}

/** `[66C][Thu 09/04/2014 11:30:28]:message`: whole seconds, no zone. */
function bracketLine({ at, biasMinutes, thread, message }: WrittenEntry): string {
  const local = localParts(at, biasMinutes)
  const stamp = `${local.weekday} ${local.date.replaceAll('-', '/')} ${local.time.slice(0, 8)}`
  return `[${hex(thread)}][${stamp}]:${message}\r\n`
}

/** GMTDATE of a STATMSG line: `Mon May 16 19:26:58.642 2016`, always UTC. */
export function gmtDate(at: number): string {
  const { weekday, month, day, time, year } = localParts(at, 0)
  return `${weekday} ${month} ${day} ${time} ${year}`
}

/** "Restart time" as a US English service account prints it: `1/7/2019 4:06:04 PM Eastern Standard Time`. */
export function restartTime(at: number, biasMinutes: number, zoneName: string): string {
  const local = new Date(at - biasMinutes * 60_000)
  const day = `${local.getUTCMonth() + 1}/${local.getUTCDate()}/${local.getUTCFullYear()}`
  const hour = local.getUTCHours()
  const clock = [hour % 12 || 12, two(local.getUTCMinutes()), two(local.getUTCSeconds())].join(':')
  return `${day} ${clock} ${hour < 12 ? 'AM' : 'PM'} ${zoneName}`
}

type LocalParts = Readonly<Record<'weekday' | 'day' | 'month' | 'year' | 'date' | 'time', string>>

/** Lines come in the order of time: the parts of a second serve for all its lines. Milliseconds -> parts. */
let lastSecond: { readonly second: number; readonly parts: LocalParts } | undefined

function localParts(at: number, biasMinutes: number): LocalParts {
  const local = at - biasMinutes * 60_000
  const second = Math.floor(local / 1_000)
  if (lastSecond?.second !== second) lastSecond = { second, parts: partsOf(second) }
  const { parts } = lastSecond
  const { weekday, day, month, year, date } = parts
  return { weekday, day, month, year, date, time: `${parts.time}.${String(local - second * 1_000).padStart(3, '0')}` }
}

/** @param second  local time in seconds since 1970 */
function partsOf(second: number): LocalParts {
  // "Wed, 10 Sep 2014 14:19:07 GMT" and "2014-09-10T14:19:07.000Z": both are English and fixed by the language.
  const local = new Date(second * 1_000)
  const [weekday = '', day = '', month = '', year = ''] = local.toUTCString().replace(',', '').split(' ')
  const iso = local.toISOString()
  return { weekday, day, month, year, date: `${iso.slice(5, 10)}-${year}`, time: iso.slice(11, 19) }
}

const two = (value: number): string => String(value).padStart(2, '0')
const hex = (value: number): string => value.toString(16).toUpperCase()
const signed = (minutes: number): string => (minutes < 0 ? String(minutes) : `+${String(minutes)}`)
