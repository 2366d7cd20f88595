// Every single damage of the sweep: what it does to one file, and which lists of findings are right for it.
import type { Random } from './random.ts'

export type Damage = {
  readonly what: string
  /** Why no rule can see it; absent when one must. */
  readonly reason?: string | undefined
  /** Store path of the damaged file. */
  readonly path: string
  /** undefined removes the file. */
  readonly bytes: Uint8Array | undefined
  /** Where the bytes go instead, when the file moves. */
  readonly to?: string
  /** Lists of `rule severity` that describe this damage; sorted. An empty list: no rule can see it. */
  readonly right: readonly (readonly string[])[]
}

export type FileKind = 'package' | 'content' | 'file' | 'users' | 'sig' | 'data'

export function kindOf(path: string): FileKind {
  const [, , part = '', ...rest] = path.split('/')
  if (part === 'PkgLib') return 'package'
  if (part === 'DataLib') return rest.length === 1 ? 'content' : 'file'
  return path.endsWith('.INI') ? 'users' : path.endsWith('.SIG') ? 'sig' : 'data'
}

/** Which findings a flip may give, by the kind of file; what they have in common is the file's own rule. */
const afterFlip: Readonly<Record<FileKind, readonly (readonly string[])[]>> = {
  data: [['I10 fatal']],
  sig: [['I14 info']],
  file: [['I7 fatal'], ['I7 info'], ['I9 fatal'], ['I15 fatal', 'I8 fatal'], ['I11 waste', 'I15 fatal', 'I8 fatal']],
  content: [['I6 risk'], ['I15 fatal'], ['I7 info'], ['I15 info']],
  users: [['I12 risk'], ['I11 waste', 'I12 risk'], ['I7 info']],
  package: [
    ['I2 fatal'],
    ['I19 fatal'],
    ['I7 info'],
    ['I4 waste'],
    ['I3 fatal'],
    ['I3 fatal', 'I4 waste'],
    ['I19 fatal', 'I3 fatal', 'I4 waste'],
    ['I19 fatal', 'I4 waste'], // the flipped id is that of another package's content, which is there
  ],
}

export function flip(path: string, bytes: Uint8Array, random: Random): Damage {
  const at = random.below(bytes.length)
  const bit = random.below(8)
  const flipped = Buffer.from(bytes)
  flipped[at] = (flipped[at] ?? 0) ^ (1 << bit)
  const silent = isInvisible(kindOf(path), Buffer.from(bytes).toString('latin1'), flipped.toString('latin1'), at)
  return {
    what: `bit ${bit} of byte ${at}${silent === undefined ? '' : ` (${silent})`}`,
    reason: silent,
    path,
    bytes: flipped,
    right: silent === undefined ? afterFlip[kindOf(path)] : [[]],
  }
}

/** Why no rule can see a flip: the library records nothing that it could contradict. */
function isInvisible(kind: FileKind, before: string, after: string, at: number): string | undefined {
  if (kind === 'data' || kind === 'sig') return undefined
  const begin = before.lastIndexOf('\n', at - 1) + 1
  const line = before.slice(begin).split('\r', 1)[0] ?? ''
  const changed = after.slice(begin, begin + line.length)
  const key = line.split('=', 1)[0] ?? ''
  if (at >= begin + line.length) return undefined // a line end is never without meaning
  if (at < begin + key.length && changed.toUpperCase() === line.toUpperCase()) return 'letter case of a key'
  if (kind === 'file' && key === 'Attributes' && /^Attributes=[0-9A-Fa-f]{8}$/.test(changed)) return 'attributes'
  if (kind === 'file' && key === 'TimeModified' && /^TimeModified=\d{18}$/.test(changed)) return 'time of modification'
  if (kind === 'package' && line === '[Info]' && /^\[[^\]]*\]$/.test(changed) && !before.includes('Version=')) {
    return 'name of an empty section'
  }
  return undefined
}

/** What may happen to a whole file, with the findings that are right for each kind. */
export function wholeFileDamages(path: string, bytes: Uint8Array, shared: boolean): readonly Damage[] {
  const kind = kindOf(path)
  const name = path.slice(path.lastIndexOf('/') + 1)
  const folder = path.slice(0, path.lastIndexOf('/'))
  const one = (what: string, now: Uint8Array | undefined, right: Damage['right'], to?: string): Damage => ({
    what: `${kind} ${what}`,
    path,
    bytes: now,
    right,
    ...(to === undefined ? {} : { to }),
  })
  const missing = one('missing', undefined, whenMissing(kind, shared))
  const empty = bytes.length === 0 ? [] : [one('empty', new Uint8Array(0), whenEmpty[kind])]
  const cut = Buffer.from(bytes.subarray(0, Math.floor(bytes.length * 0.7)))
  const cutShort = bytes.length < 4 ? [] : [one('truncated', cut, whenCut[kind])]
  if (kind === 'package' || kind === 'content' || kind === 'file') {
    const lower = folder.includes('/DataLib') ? name : name.toLowerCase()
    const wrongCase = kind === 'package' ? [one('in wrong case', undefined, [['I27 risk']], `${folder}/${lower}`)] : []
    return [missing, ...empty, ...cutShort, ...wrongCase]
  }
  const bucket = folder.slice(-4) === '0000' ? 'FFFF' : '0000'
  const lowerName = name.slice(0, 64).toLowerCase() + name.slice(64)
  return [
    missing,
    ...empty,
    ...cutShort,
    one(
      'in a wrong bucket',
      undefined,
      whenMissing(kind, shared).map((list) => list.map((rule) => (kind === 'sig' ? 'I14 waste' : rule))),
      `${folder.slice(0, -4)}${bucket}/${name}`,
    ),
    one('in wrong case', undefined, [['I27 risk']], `${folder}/${lowerName}`),
  ]
}

/** @param shared  for a file entry: the same content needs its stored file under another name too */
function whenMissing(kind: FileKind, shared: boolean): Damage['right'] {
  const lists: Readonly<Record<FileKind, Damage['right']>> = {
    // Contents of a package that is gone are orphans; those another package owns too are not.
    package: [['I4 waste'], ['I4 waste', 'I4 waste'], []],
    content: [['I3 fatal']],
    file: shared ? [['I15 fatal']] : [['I11 waste', 'I15 fatal']],
    users: [['I12 risk']],
    sig: [['I14 info']],
    data: [['I8 fatal']],
  }
  return lists[kind]
}

const whenEmpty: Readonly<Record<FileKind, Damage['right']>> = {
  package: [['I2 fatal']],
  content: [['I6 risk']],
  file: [['I7 fatal']],
  users: [['I12 risk']],
  sig: [['I14 info']],
  data: [['I9 fatal']],
}

/** A cut at a line end may leave a sound file that says less. */
const whenCut: Readonly<Record<FileKind, Damage['right']>> = {
  package: [['I2 fatal'], ['I19 fatal'], ['I4 waste']],
  content: [['I6 risk']],
  file: [['I7 fatal']],
  users: [['I12 risk']],
  sig: [['I14 info']],
  data: [['I9 fatal']],
}
