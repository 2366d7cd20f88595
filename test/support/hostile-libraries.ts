// Libraries that somebody prepared to hurt the reader: every one must be judged, none may be obeyed.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export type HostileCase = {
  readonly name: string
  /** Changes the worked example below `library` (its folder SCCMContentLib on D); `outside` holds a secret. */
  readonly make: (library: string, outside: string) => void
  /** A rule that must be among the findings. */
  readonly rule: string
}

const content = 'DataLib/ABC00001.2'
const hash = 'D08F918F29DDBD4443B737A4F9274A08C3C49142270893E9582D2459E88D5F55'
const users = `FileLib/D08F/${hash}.INI`

function put(path: string, bytes: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

const write =
  (path: string, bytes: string | Uint8Array) =>
  (library: string): void =>
    put(join(library, path), bytes)

/** INI bytes that are no INI, or say what no INI should say. */
const bodies: readonly (readonly [string, string | Uint8Array])[] = [
  ['empty', ''],
  ['one NUL', '\0'],
  ['a million NULs', Buffer.alloc(1_000_000)],
  ['random bytes', Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7_919) % 251))],
  ['no line end at all', 'x'.repeat(100_000)],
  ['a hundred thousand headers', '[x]\r\n'.repeat(100_000)],
  ['a million equal signs', '='.repeat(1_000_000)],
  ['UTF-16 cut in the middle', Buffer.from('\ufeff[File]\r\nSize=1', 'utf16le').subarray(0, 15)],
  ['UTF-16 big endian rubbish', Buffer.from([0xfe, 0xff, 1, 2, 3])],
  [
    'a path that leads out',
    '[Packages]\r\n..\\..\\outside\\secret=\r\n[Info]\r\nHash=..\\..\\outside\r\n[File]\r\nHash=../../outside\r\n',
  ],
  ['device names', '[Packages]\r\nCON=\r\nNUL.1=\r\n[File]\r\nHash=CON\r\nSize=1\r\n'],
  ['a drive letter', '[Packages]\r\nC:\\Windows=\r\n[File]\r\nHash=C:\\Windows\\x\r\n'],
  ['a stream', '[Packages]\r\nABC00001.2:stream=\r\n[File]\r\nHash=x:y\r\n'],
  [
    'a hash of the wrong length',
    '[File]\r\nAttributes=00000020\r\nSize=1\r\nTimeModified=1\r\nHash=ABCDEF\r\n[Info]\r\nHash=ABC\r\n[Packages]\r\n',
  ],
  [
    'numbers beyond all bounds',
    `[File]\r\nAttributes=FFFFFFFFFFFFFFFF\r\nSize=${'9'.repeat(400)}\r\nTimeModified=1e99\r\nHash=${hash}\r\n[Info]\r\nVersion=${'9'.repeat(400)}\r\n`,
  ],
  ['markup and escapes', '[Packages]\r\n<script>\x1b[2J=\r\n[Info]\r\nHash=\x1b]0;x\x07\r\n[File]\r\n\x1b[31m=1\r\n'],
  [
    'names of the prototype',
    '[Packages]\r\n__proto__=\r\nconstructor=\r\n[Info]\r\n__proto__=1\r\n[File]\r\ntoString=1\r\n',
  ],
]

const bodyCases: readonly HostileCase[] = bodies.flatMap(([name, bytes]) => [
  { name: `an entry that is ${name}`, make: write(`${content}/setup.exe.INI`, bytes), rule: 'I7' },
  { name: `a content INI that is ${name}`, make: write(`${content}.INI`, bytes), rule: 'I6' },
  { name: `a package file that is ${name}`, make: write('PkgLib/ABC00001.INI', bytes), rule: '' },
  { name: `a users list that is ${name}`, make: write(users, bytes), rule: 'I12' },
])

/** Names that a POSIX volume holds and Windows does not. */
const names = [
  'CON',
  'nul',
  'COM1.txt',
  'LPT9',
  'a:b',
  'a\\b',
  '..\\..\\outside',
  'C:\\x',
  'tail.',
  'tail ',
  'star*',
  'what?',
  'pipe|',
  '<i>',
  'quote"',
  'new\nline',
  'bell\x07',
  `${'x'.repeat(250)}`,
]

const nameCases: readonly HostileCase[] = names.map((name) => ({
  name: `a file named ${JSON.stringify(name)}`,
  make: (library) => put(`${library}/${content}/${name}.INI`, '[File]\r\n'),
  // The longest name is one that Windows holds.
  rule: name.length === 250 ? 'I7' : 'I24',
}))

const link =
  (path: string, target: (outside: string, library: string) => string) =>
  (library: string, outside: string): void => {
    mkdirSync(dirname(join(library, path)), { recursive: true })
    symlinkSync(target(outside, library), join(library, path))
  }

const places = [
  'linked',
  'PkgLib/ABC0000F.INI',
  'PkgLib/sub',
  'DataLib/ABC0000F.1',
  'DataLib/ABC0000F.1.INI',
  `${content}/linked`,
  `${content}/linked.INI`,
  `${content}/docs/img/up`,
  'FileLib/AAAA',
  `FileLib/D08F/${'A'.repeat(64)}`,
  `FileLib/D08F/${'A'.repeat(64)}.INI`,
]

const linkCases: readonly HostileCase[] = places.flatMap((path) => [
  { name: `${path} is a link to a secret file`, make: link(path, (outside) => join(outside, 'secret')), rule: 'I29' },
  { name: `${path} is a link to a folder outside`, make: link(path, (outside) => outside), rule: 'I29' },
  { name: `${path} is a link in a loop`, make: link(path, (_outside, library) => library), rule: 'I29' },
])

const others: readonly HostileCase[] = [
  {
    name: 'a folder in place of an entry',
    make: (library) => mkdirSync(join(library, content, 'folder.INI')),
    rule: 'I15',
  },
  {
    name: 'a folder in place of a stored file',
    make: (library) => mkdirSync(join(library, 'FileLib/D08F', 'B'.repeat(64))),
    rule: 'I26',
  },
  {
    name: 'folders nested 300 deep',
    make: (library) =>
      mkdirSync(join(library, content, ...Array.from({ length: 300 }, () => 'd')), { recursive: true }),
    rule: 'I15',
  },
  {
    name: 'ten thousand foreign files',
    make: (library) => Array.from({ length: 10_000 }, (_, at) => put(join(library, 'DataLib', `junk${at}`), '')),
    rule: 'I26',
  },
  { name: 'names that differ only in case', make: write(`${content}/SETUP.EXE.INI`, 'x'), rule: 'I27' },
  {
    name: 'an entry of eighty kilobytes',
    make: write(`${content}/setup.exe.INI`, `[File]\r\n${';\r\n'.repeat(30_000)}`),
    rule: 'I7',
  },
  {
    name: 'a users list of five megabytes',
    make: write(users, `[Users]\r\n${'ABCFFFFF.1=\r\n'.repeat(400_000)}`),
    rule: 'I12',
  },
  {
    name: 'a hundred thousand invented packages in one list',
    make: write(
      'PkgLib/ABC000F0.INI',
      `[Packages]\r\n${Array.from({ length: 100_000 }, (_, at) => `X${at}.1=`).join('\r\n')}\r\n`,
    ),
    rule: 'I3',
  },
]

export const hostileCases: readonly HostileCase[] = [...bodyCases, ...nameCases, ...linkCases, ...others]
