/** `distmgr.log`, `distmgr.lo_` or a dated copy `distmgr-20260105-080000.log`; the text before it, and its age. */
const rolledName = /^(.*?)(?:-(\d{8}-\d{6}))?\.(log|lo_)$/i

const newest = '3'

/** Is it of a generation that was rolled over? */
export const isRolled = (age: string): boolean => age !== '' && age !== newest

/** Which log a path is a generation of, and its age as a text that sorts oldest first. */
export function generationOf(path: string): { readonly log: string; readonly age: string } {
  const folder = path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  const [, base, date, extension] = rolledName.exec(path.slice(folder.length)) ?? []
  if (base === undefined || extension === undefined) return { log: path, age: '' }
  const log = `${folder}${base}`.toLowerCase()
  if (date !== undefined) return { log, age: `1 ${date}` }
  return { log, age: extension.toLowerCase() === 'lo_' ? '2' : newest }
}

/**
 * The order kept, but the generations of each log together and oldest first: dated copies by their date, then `.lo_`, then
 * `.log` (log-formats 7).
 */
export function oldestFirst<T extends { readonly place: string }>(logs: readonly T[]): T[] {
  const generations = new Map<string, { readonly age: string; readonly log: T }[]>()
  for (const log of logs) {
    const generation = generationOf(log.place)
    const others = generations.get(generation.log) ?? []
    generations.set(generation.log, [...others, { age: generation.age, log }])
  }
  const byAge = (one: { readonly age: string }, other: { readonly age: string }): number =>
    one.age < other.age ? -1 : Number(one.age > other.age)
  return [...generations.values()].flatMap((group) => group.sort(byAge).map(({ log }) => log))
}

const logName = /\.(log|lo_|txt)$/i

/** Why a file of a collection is no log, by its name; undefined when it may be one. */
export function noLogByName(name: string): string | undefined {
  if (logName.test(name)) return undefined
  const extension = /\.[^.]{1,16}$/.exec(name)?.[0]
  return extension === undefined ? 'no log by its name' : `no log by its name (${extension})`
}

/** Bytes of the head that `noLogByContent` looks at. */
export const headBytes = 4096

/** Why the file is no log, by its first bytes; undefined when it may be one. NUL runs are known to happen to logs. */
export function noLogByContent(head: Uint8Array): string | undefined {
  const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  if (utf16) return undefined
  let text = 0
  let controls = 0
  for (const byte of head) {
    if (byte === 0) continue
    text++
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) controls++
  }
  return controls * 20 > text ? 'holds no text' : undefined
}
