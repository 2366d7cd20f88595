// What makes a log lie: twelve ways in which a library is not what a success, or a removal, says of it. Each spoils one
// package of a host, which must have been added before.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DpHost } from './dp-host.ts'

export const idOf = (series: string, number: number): string =>
  `PS${series}${number.toString(16).toUpperCase().padStart(5, '0')}`
export const idsOf = (series: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => idOf(series, at + 1))

export const filesOf = (id: string): Record<string, string> => ({
  'setup.exe': id.repeat(700),
  'docs/readme.txt': `about ${id}`,
  'docs/license.txt': 'the same for all',
})

/** The package that the list of SMS_PackagesInContLib leaves out. */
export const unlisted = (series: string): string => idOf(series, 12)

/** Host path of a stored file by its name in the content, and of its neighbours. */
function stored(host: DpHost, contentId: string, file: string): string {
  const [, hash = ''] =
    /^Hash=([0-9A-F]{64})/im.exec(readFileSync(host.path('D', `DataLib/${contentId}/${file}.INI`), 'latin1')) ?? []
  const at = ['D', 'E', 'F'].map((drive) => host.path(drive, `FileLib/${hash.slice(0, 4)}/${hash}`))
  return at.find((path) => existsSync(path)) ?? ''
}

export type Lie = {
  readonly what: string
  readonly id: string
  readonly kind: string
  readonly rules: readonly string[]
  /** Makes the library another one than the log will say. */
  readonly make: (contentId: string, id: string) => void
  /** The line, where it is not the provider's success. */
  readonly say?: (id: string) => void
}

const change = (path: string, by: (text: string) => string): void =>
  writeFileSync(path, by(readFileSync(path, 'latin1')), 'latin1')

function flip(path: string): void {
  const { atime, mtime } = statSync(path)
  const bytes = readFileSync(path)
  bytes[100] = (bytes[100] ?? 0) ^ 1
  writeFileSync(path, bytes)
  utimesSync(path, atime, mtime)
}

export const missing = 'log_success_library_missing'
export function liesOn(host: DpHost, series: string): { readonly lies: readonly Lie[]; readonly driveGone: Lie } {
  const lies: readonly Lie[] = [
    {
      what: 'a stored file is missing',
      id: idOf(series, 1),
      kind: missing,
      rules: ['I8'],
      make: (content) => rmSync(stored(host, content, 'setup.exe')),
    },
    {
      what: 'a stored file is cut off',
      id: idOf(series, 2),
      kind: 'log_success_hash_mismatch',
      rules: ['I9'],
      make: (content) => change(stored(host, content, 'setup.exe'), (text) => text.slice(0, 1_000)),
    },
    {
      what: 'a bit is flipped',
      id: idOf(series, 3),
      kind: 'log_success_hash_mismatch',
      rules: ['I10'],
      make: (content) => flip(stored(host, content, 'setup.exe')),
    },
    {
      what: 'PkgLib has another version',
      id: idOf(series, 4),
      kind: 'log_success_version_mismatch',
      rules: ['I19'],
      make: (_content, id) =>
        change(host.path('D', `PkgLib/${id}.INI`), (text) => text.replace(/^(Version=)\d+/im, '$17')),
    },
    {
      what: 'the content stays .temp',
      id: idOf(series, 5),
      kind: missing,
      rules: ['I3', 'I16'],
      make: (content) => {
        for (const end of ['', '.INI'])
          renameSync(host.path('D', `DataLib/${content}${end}`), host.path('D', `DataLib/${content}.temp${end}`))
      },
    },
    {
      what: 'a user is not listed',
      id: idOf(series, 6),
      kind: 'log_success_users_missing',
      rules: ['I12'],
      make: (content) =>
        change(`${stored(host, content, 'docs/license.txt')}.INI`, (text) =>
          text.replace(new RegExp(`^${content.replace('.', '\\.')}.*\\r?\\n`, 'im'), ''),
        ),
    },
    {
      what: 'the DataLib entry is missing',
      id: idOf(series, 8),
      kind: missing,
      rules: ['I3'],
      make: (content) => {
        for (const end of ['', '.INI']) rmSync(host.path('D', `DataLib/${content}${end}`), { recursive: true })
      },
    },
    {
      what: 'the PkgLib entry is missing',
      id: idOf(series, 9),
      kind: missing,
      rules: ['I18'],
      make: (_content, id) => rmSync(host.path('D', `PkgLib/${id}.INI`)),
    },
    {
      what: 'removed, and still there',
      id: idOf(series, 10),
      kind: 'log_removed_library_present',
      rules: ['I4', 'I30'],
      make: () => undefined,
      say: (id) => host.status(id, 6),
    },
    {
      what: 'the right content, the wrong tree',
      id: idOf(series, 11),
      kind: 'log_success_hash_mismatch',
      rules: ['I15'],
      make: (content) =>
        change(host.path('D', `DataLib/${content}.INI`), (text) =>
          text.replace(/^(Hash=)(.)/im, (_all, name: string, digit: string) => name + (digit === '0' ? '1' : '0')),
        ),
    },
    {
      what: 'WMI does not list it',
      id: unlisted(series),
      kind: 'log_success_wmi_mismatch',
      rules: ['I17'],
      make: () => undefined,
    },
  ]

  const driveGone: Lie = {
    what: 'a drive is gone',
    id: idOf(series, 7),
    kind: missing,
    rules: ['I1'],
    make: () => renameSync(join(host.folder, 'F'), join(host.folder, 'F-away')),
  }
  return { lies, driveGone }
}

/** Its largest stored file lies on a drive of its own. */
export function moveToDriveF(host: DpHost, contentId: string): void {
  const moved = stored(host, contentId, 'setup.exe')
  const away = host.path('F', moved.slice(moved.indexOf('FileLib')))
  mkdirSync(dirname(away), { recursive: true })
  for (const end of ['', '.INI', '.SIG']) if (existsSync(moved + end)) renameSync(moved + end, away + end)
}
