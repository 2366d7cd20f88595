// The twenty mutations of the worked example, each with the complete list of findings. They work on anything that can
// be changed by path, so that the store in memory and a library on disk run the same table.
import { exampleHash } from './example-library.ts'

/** The changes a mutation needs; paths are store paths (`D:/SCCMContentLib/…`). */
export interface Changes {
  read(path: string): Buffer
  write(path: string, bytes: Uint8Array): void
  remove(path: string): void
  move(from: string, to: string): void
}

export type Mutation = {
  readonly id: string
  readonly what: string
  readonly apply: (change: Changes) => void
  readonly level?: number
  readonly wmi?: readonly string[]
  readonly expected?: readonly string[]
  /** Hours between the last change and "now". */
  readonly hoursLater?: number
  /** `rule severity packages…`, in the order of gravity. */
  readonly findings: readonly string[]
}

const D = 'D:/SCCMContentLib'
const E = 'E:/SCCMContentLib'
const stored = (drive: string, digits: string): string => `${drive}/FileLib/${digits}/${exampleHash(digits)}`
const application = 'Content_6f2d1c3a-9b4e-4d77-8a10-5c0e2b7f9d31.1'
const edit = (change: Changes, path: string, from: string, to: string): void =>
  change.write(path, Buffer.from(change.read(path).toString('latin1').replace(from, to), 'latin1'))

function flipLogo(change: Changes): void {
  const bytes = Buffer.from(change.read(stored(E, '40AF')))
  bytes[100] = (bytes[100] ?? 0) ^ 1
  change.write(stored(E, '40AF'), bytes)
}

function shortenReadme(change: Changes): void {
  change.write(stored(D, '7B0B'), Buffer.from(change.read(stored(D, '7B0B')).subarray(0, 10)))
}

function addUnused(change: Changes): void {
  // SHA-256 of "abc".
  const hash = 'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD'
  change.write(`${D}/FileLib/BA78/${hash}`, Buffer.from('abc'))
  change.write(`${D}/FileLib/BA78/${hash}.INI`, Buffer.from('[Users]\r\n'))
  const signature = '180000000100010001000100000000000100000000000000a448017aaf21d8525fc10ae87aa6729d0300'
  change.write(`${D}/FileLib/BA78/${hash}.SIG`, Buffer.from(signature, 'hex'))
}

function makeUnfinished(change: Changes): void {
  change.move(`${D}/DataLib/ABC00001.2`, `${D}/DataLib/ABC00001.2.temp`)
  change.move(`${D}/DataLib/ABC00001.2.INI`, `${D}/DataLib/ABC00001.2.temp.INI`)
}

function makeUtf16(change: Changes): void {
  const path = `${D}/DataLib/ABC00001.2/setup.exe.INI`
  change.write(path, Buffer.from(`\ufeff${change.read(path).toString('latin1')}`, 'utf16le'))
}

const both = 'ABC00001 ABC0000A'

export const mutations: readonly Mutation[] = [
  {
    id: 'm1',
    what: 'a shared stored file is deleted, its INI and SIG stay',
    apply: (c) => c.remove(stored(D, 'D08F')),
    findings: [`I8 fatal ${both}`],
  },
  { id: 'm2', what: 'one bit of a stored file flips', apply: flipLogo, findings: [] },
  {
    id: 'm2',
    what: 'one bit of a stored file flips, bytes read',
    apply: flipLogo,
    level: 2,
    findings: ['I10 fatal ABC00001'],
  },
  { id: 'm3', what: 'a stored file is cut', apply: shortenReadme, findings: ['I9 fatal ABC00001'] },
  {
    id: 'm3',
    what: 'a stored file is cut, bytes read',
    apply: shortenReadme,
    level: 2,
    findings: ['I9 fatal ABC00001'],
  },
  {
    id: 'm4',
    what: 'a user is lost',
    apply: (c) => edit(c, `${stored(D, 'D08F')}.INI`, `${application}=\r\n`, ''),
    findings: ['I12 risk ABC0000A'],
  },
  {
    id: 'm5',
    what: 'a user too many',
    apply: (c) => c.write(`${stored(E, '730A')}.INI`, Buffer.from(`[Users]\r\n${application}=\r\nABC00009.1=\r\n`)),
    findings: ['I11 waste'],
  },
  {
    id: 'm6',
    what: 'a package file is deleted',
    apply: (c) => c.remove(`${D}/PkgLib/ABC0000A.INI`),
    findings: ['I4 waste'],
  },
  {
    id: 'm6',
    what: 'a package file is deleted, WMI list given',
    apply: (c) => c.remove(`${D}/PkgLib/ABC0000A.INI`),
    wmi: ['ABC00001', 'ABC0000A'],
    findings: ['I17 risk', 'I4 waste'],
  },
  {
    id: 'm7',
    what: 'the INI of a content is deleted',
    apply: (c) => c.remove(`${D}/DataLib/ABC00001.2.INI`),
    findings: ['I3 fatal ABC00001'],
  },
  {
    id: 'm8',
    what: 'the entry of a file is deleted',
    apply: (c) => c.remove(`${D}/DataLib/ABC00001.2/docs/img/logo.bin.INI`),
    findings: ['I15 fatal ABC00001', 'I11 waste ABC00001'],
  },
  {
    id: 'm9',
    what: 'an empty folder is deleted',
    apply: (c) => c.remove(`${D}/DataLib/ABC00001.2/drivers`),
    findings: ['I15 fatal ABC00001'],
  },
  {
    id: 'm10',
    what: 'an entry is emptied',
    apply: (c) => c.write(`${D}/DataLib/ABC00001.2/setup.exe.INI`, Buffer.alloc(0)),
    findings: ['I7 fatal ABC00001'],
  },
  {
    id: 'm11',
    what: 'a stored file is copied to the other drive',
    apply: (c) => c.write(stored(D, '40AF'), c.read(stored(E, '40AF'))),
    findings: ['I8 waste ABC00001'],
  },
  {
    id: 'm12',
    what: 'a stored file is copied into a wrong bucket',
    apply: (c) => c.write(`${E}/FileLib/40AF/${exampleHash('7B0B')}`, c.read(stored(D, '7B0B'))),
    findings: ['I14 waste'],
  },
  {
    id: 'm13',
    what: 'a content is left unfinished',
    apply: makeUnfinished,
    hoursLater: 25,
    findings: ['I3 fatal ABC00001', 'I16 risk ABC00001'],
  },
  { id: 'm14', what: 'a drive vanishes', apply: (c) => c.remove('E:'), findings: [`I1 fatal ${both}`] },
  { id: 'm15', what: 'an entry is saved as UTF-16', apply: makeUtf16, findings: ['I7 info ABC00001'] },
  { id: 'm16', what: 'a stored file nobody uses', apply: addUnused, findings: ['I13 waste'] },
  {
    id: 'm17',
    what: 'the stored version is raised',
    apply: (c) => edit(c, `${D}/PkgLib/ABC00001.INI`, 'Version=2', 'Version=3'),
    findings: ['I19 fatal ABC00001'],
  },
  {
    id: 'm18',
    what: 'an entry has a twin in other case',
    apply: (c) => c.write(`${D}/DataLib/ABC00001.2/SETUP.exe.INI`, c.read(`${D}/DataLib/ABC00001.2/setup.exe.INI`)),
    findings: ['I27 risk ABC00001'],
  },
  {
    id: 'm19',
    what: 'WMI lists another package',
    apply: () => undefined,
    wmi: ['ABC00001', 'ABC000FF'],
    findings: ['I17 risk', 'I17 risk ABC0000A'],
  },
  {
    id: 'm20',
    what: 'an expected package is not there',
    apply: () => undefined,
    expected: ['ABC00010'],
    findings: ['I18 fatal ABC00010'],
  },
]
