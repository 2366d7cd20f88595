// The library commands as typed, on the worked example and on each of its mutations.
import {
  lutimesSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeExample } from '../../support/example-library.ts'
import { mutations, type Changes, type Mutation } from '../../support/mutations.ts'
import { runCmdp } from '../../support/run-cmdp.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-library-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let made = 0
function freshExample(): string {
  const root = join(folder, String(++made))
  writeExample(root)
  return root
}

const host = (root: string, path: string): string => join(root, path.replace(':', ''))

const changesIn = (root: string): Changes => ({
  read: (path) => readFileSync(host(root, path)),
  write(path, bytes) {
    mkdirSync(dirname(host(root, path)), { recursive: true })
    writeFileSync(host(root, path), bytes)
  },
  remove: (path) => rmSync(host(root, path), { recursive: true }),
  move: (from, to) => renameSync(host(root, from), host(root, to)),
})

/** Everything changed an hour ago: nobody is at work in this library. */
function settle(root: string): void {
  const time = new Date(Date.now() - 3_600_000)
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) lutimesSync(join(root, name), time, time)
  utimesSync(root, time, time)
}

const where = (root: string): string[] => [
  '--library',
  join(root, 'D', 'SCCMContentLib'),
  '--drive',
  `E:=${join(root, 'E')}`,
]

type Account = {
  findings: { rule: string; severity: string; packagesAffected: string[]; transient: boolean; id: string }[]
}

function argumentsFor(root: string, mutation: Mutation): string[] {
  const list = (name: string, ids: readonly string[]): string[] => {
    writeFileSync(join(root, `${name}.csv`), `packageId\r\n${ids.join('\r\n')}\r\n`)
    return [`--${name}`, join(root, `${name}.csv`)]
  }
  return [
    'library',
    'scan',
    '--json',
    ...where(root),
    '--level',
    String(mutation.level ?? 1),
    ...(mutation.wmi === undefined ? [] : list('wmi', mutation.wmi)),
    ...(mutation.expected === undefined ? [] : list('expected', mutation.expected)),
    ...(mutation.hoursLater === undefined
      ? []
      : ['--now', new Date(Date.now() + mutation.hoursLater * 3_600_000).toISOString()]),
  ]
}

test('each mutation of the worked example gives exactly its findings, and the exit code they ask for', async () => {
  const run = async (mutation: Mutation): Promise<void> => {
    const root = freshExample()
    mutation.apply(changesIn(root))
    settle(root)
    const { code, stdout, stderr } = await runCmdp(argumentsFor(root, mutation))
    const found = (JSON.parse(stdout) as Account).findings.map((one) =>
      [one.rule, one.severity, ...one.packagesAffected].join(' '),
    )
    expect(found.sort(), `${mutation.id} ${stderr}`).toEqual([...mutation.findings].sort())
    expect(code, mutation.id).toBe(mutation.findings.some((text) => / (fatal|risk)/.test(text)) ? 1 : 0)
  }
  const waiting = [...mutations]
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await run(next)
  }
  await Promise.all([worker(), worker(), worker()])
}, 300_000)

test('a finding has the same id in every run', async () => {
  const root = freshExample()
  rmSync(join(root, 'D/SCCMContentLib/PkgLib/ABC0000A.INI'))
  settle(root)
  const ids = async (): Promise<string[]> =>
    (JSON.parse((await runCmdp(['library', 'scan', '--json', ...where(root)])).stdout) as Account).findings.map(
      ({ id }) => id,
    )
  expect(await ids()).toEqual(await ids())
})

test('a library that is not there is exit 2, a part that is missing inside is one I1 and exit 1', async () => {
  const root = freshExample()
  const absent = await runCmdp(['library', 'scan', '--library', join(root, 'X')])
  expect(absent).toMatchObject({ code: 2, stdout: '' })
  expect(absent.stderr).toContain('does not exist')
  rmSync(join(root, 'D/SCCMContentLib/DataLib'), { recursive: true })
  settle(root)
  const { code, stdout } = await runCmdp(['library', 'scan', '--json', ...where(root)])
  expect((JSON.parse(stdout) as Account).findings.map(({ rule }) => rule)).toEqual(['I1'])
  expect(code).toBe(1)
})

test('export rebuilds the source with times and attributes, and refuses damage', async () => {
  const root = freshExample()
  const target = join(root, 'out')
  const done = await runCmdp(['library', 'export', 'ABC00001', target, ...where(root)])
  expect(done).toMatchObject({ code: 0 })
  const content = join(target, 'ABC00001.2')
  expect(readdirSync(content, { recursive: true, encoding: 'utf8' }).sort()).toEqual(
    ['docs', 'docs/img', 'docs/img/blank.dat', 'docs/img/logo.bin', 'docs/readme.txt', 'drivers', 'setup.exe'].map(
      (name) => join(...name.split('/')),
    ),
  )
  expect(statSync(join(content, 'setup.exe')).mtime.toISOString()).toBe('2023-11-14T22:13:20.000Z')
  expect(statSync(join(content, 'docs', 'readme.txt')).mode & 0o222).toBe(0)
  changesIn(root).write(
    'D:/SCCMContentLib/FileLib/D08F/D08F918F29DDBD4443B737A4F9274A08C3C49142270893E9582D2459E88D5F55',
    Buffer.alloc(36),
  )
  const damaged = await runCmdp(['library', 'export', 'ABC00001.2', join(root, 'out2'), ...where(root)])
  expect(damaged.code).toBe(1)
  expect(damaged.stdout).toContain('setup.exe: its stored file is damaged')
})

test('trace goes both ways, answers from a kept index, and says when nothing matches', async () => {
  const root = freshExample()
  const index = join(root, 'library.idx')
  expect((await runCmdp(['library', 'scan', '--index', index, ...where(root)])).code).toBe(0)
  const byFile = JSON.parse(
    (await runCmdp(['library', 'trace', 'docs/readme.txt', '--json', '--index', index, ...where(root)])).stdout,
  ) as Record<string, Record<string, unknown>[]>
  expect(byFile['packages']?.map((one) => one['packageId'])).toEqual(['ABC00001'])
  expect(byFile['storedFiles']?.[0]?.['users']).toEqual(['ABC00001.2'])
  const hash = 'D08F918F29DDBD4443B737A4F9274A08C3C49142270893E9582D2459E88D5F55'
  const byHash = JSON.parse((await runCmdp(['library', 'trace', hash, '--json', ...where(root)])).stdout) as Record<
    string,
    Record<string, unknown>[]
  >
  expect(byHash['files']?.map((one) => one['path'])).toEqual(['setup.exe', 'installer\\SETUP.EXE'])
  expect(byHash['packages']).toHaveLength(2)
  expect((await runCmdp(['library', 'trace', 'nothing.txt', ...where(root)])).code).toBe(1)
})

test('diff says what has changed since an index was kept', async () => {
  const root = freshExample()
  const index = join(root, 'library.idx')
  await runCmdp(['library', 'scan', '--index', index, ...where(root)])
  expect((await runCmdp(['library', 'diff', index, ...where(root)])).code).toBe(0)
  rmSync(join(root, 'D/SCCMContentLib/PkgLib/ABC0000A.INI'))
  const changed = await runCmdp(['library', 'diff', index, '--json', ...where(root)])
  expect(changed.code).toBe(1)
  expect((JSON.parse(changed.stdout) as { differences: object[] }).differences).toMatchObject([
    { level: 'package', what: 'onlyThere', packageId: 'ABC0000A' },
  ])
})

test.each([
  ['--rate', 'fast', '--rate fast must be a size'],
  ['--sample', '0%', '--sample 0% must be a percentage'],
  ['--max-duration', '5', '--max-duration 5 must be a duration'],
])('%s %s is refused with what would be right', async (option, value, words) => {
  const { code, stderr } = await runCmdp(['library', 'verify', option, value, ...where(folder)])
  expect(code).toBe(2)
  expect(stderr).toContain(words)
})
