// What a library command looked at, and what it says of the rest; what it refuses because it would look at nothing.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeExample } from '../../support/example-library.ts'
import { runCmdp, type Ended } from '../../support/run-cmdp.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-looked-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One of its five stored files has wrong bytes of the right length. */
const damaged = join(folder, 'damaged')
const sound = join(folder, 'sound')
for (const root of [damaged, sound]) writeExample(root)
const hash = 'D08F918F29DDBD4443B737A4F9274A08C3C49142270893E9582D2459E88D5F55'
const stored = join('D/SCCMContentLib/FileLib/D08F', hash)
writeFileSync(join(damaged, stored), Buffer.alloc(36))

const on = (root: string): string[] => ['--library', join(root, 'D/SCCMContentLib'), '--drive', `E:=${join(root, 'E')}`]
const library = (root: string, ...words: string[]): Promise<Ended> => runCmdp(['library', ...words, ...on(root)])

type Account = {
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly detail: string }[]
  readonly notEvaluated: readonly string[]
  readonly verified: Readonly<Record<string, unknown>> | null
}
const account = ({ stdout }: Ended): Account => JSON.parse(stdout) as Account

test.each([
  [['scan'], 'No fault found; no stored file was hashed', 'I10: stored files are hashed from level 2 on'],
  [['scan', '--level', '0'], 'No fault in the names', 'I10: stored files are hashed from level 2 on'],
  [['scan', '--level', '2', '--max-duration', '0s'], 'No fault found; 0 of 5', 'I10: 0 of 5 stored files were hashed'],
  [['status'], 'No fault found; no stored file was hashed', ''],
  [['status', '--level', '2', '--max-duration', '0s'], 'No fault found; 0 of 5', '0 of 5 stored files hashed'],
  [['verify', '--max-duration', '0s'], 'No fault found; 0 of 5', 'Ended early: time is up'],
])('%j hashes no wrong byte, and does not say that nothing is wrong', async (words, sound, reason) => {
  const { code, stdout } = await library(damaged, ...words)
  expect(code).toBe(0)
  expect(stdout).toContain(sound)
  expect(stdout).toContain(reason)
  expect(stdout).not.toContain('Nothing is wrong')
})

test.each([[['scan', '--level', '2']], [['status', '--level', '2']], [['verify']]])(
  '%j says that nothing is wrong when every stored file was hashed',
  async (words) => {
    const { stdout } = await library(sound, ...words)
    expect(stdout).toContain('Nothing is wrong.')
    expect(stdout).toContain('5 of 5 stored files hashed')
    const bad = await library(damaged, ...words, '--json')
    expect(bad.code).toBe(1)
    expect(account(bad)).toMatchObject({
      findings: [{ rule: 'I10' }],
      verified: { hashed: 5, stored: 5, sample: null },
    })
    expect(account(bad).notEvaluated).not.toContain('I10')
  },
)

test.each([[['scan', '--level', '2']], [['status', '--level', '2']], [['verify']]])(
  '%j of a sample tells the sample, and does not evaluate I10',
  async (words) => {
    const { verified, notEvaluated } = account(await library(sound, ...words, '--sample', '40%', '--json'))
    expect(verified).toMatchObject({ stored: 5, wanted: 2, hashed: 2, sample: 0.4 })
    expect(notEvaluated).toContain('I10')
  },
)

test('who asks for one package asks for its bytes only', async () => {
  const { stdout } = await library(sound, 'verify', 'ABC0000A')
  expect(stdout).toMatch(/^2 of 2 stored files hashed/)
  expect(stdout).toContain('Nothing is wrong.')
  expect(account(await library(sound, 'verify', 'ABC0000A', '--json')).notEvaluated).not.toContain('I10')
})

test('an option about hashing is refused by name where nothing is hashed, and an idle level is told', async () => {
  const { code, stderr } = await library(sound, 'scan', '--sample', '100%', '--rate', '1MB')
  expect(code).toBe(2)
  expect(stderr).toContain('--sample has no effect at --level 1')
  expect(stderr).toContain('--rate has no effect at --level 1')
  const log = join(folder, 'distmgr.log')
  writeFileSync(log, '')
  const logs = await runCmdp(['analyze', log, '--level', '1', '--sample', '5%', ...on(sound)])
  expect([logs.code, logs.stderr]).toEqual([2, expect.stringContaining('--sample has no effect at --level 1')])
  expect((await library(sound, 'tree', '--level', '2')).stderr).toContain('--level 2: tree reads names and INIs only')
  expect((await library(sound, 'verify', '--level', '1')).stderr).toContain('--level 1: verify hashes')
  expect((await library(sound, 'verify')).stderr).toBe('')
})

test('an index is never written over a file of somebody else', async () => {
  const notes = join(folder, 'notes.md')
  for (const [name, written] of [
    [notes, notes],
    [join(folder, 'a.idx.journal'), join(folder, 'a.idx')],
    [join(folder, 'b.idx.new'), join(folder, 'b.idx')],
  ] as const) {
    writeFileSync(name, '# what I must not forget\n')
    const { code, stderr } = await library(sound, 'scan', '--index', written)
    expect(code).toBe(2)
    expect(stderr).toContain(`${name} is no library index and is not written over`)
    expect(readFileSync(name, 'utf8')).toBe('# what I must not forget\n')
  }
  const index = join(folder, 'c.idx')
  writeFileSync(index, '')
  expect((await library(sound, 'scan', '--index', index)).code).toBe(0)
  // One that is damaged is ours, and made anew.
  writeFileSync(index, readFileSync(index).subarray(0, 100))
  expect((await library(sound, 'scan', '--index', index)).code).toBe(0)
})

test('a folder above or inside the library gets a hint, not the advice to rebuild', async () => {
  for (const near of [join(sound, 'D'), join(sound, 'D/SCCMContentLib/DataLib')]) {
    const { code, stderr } = await runCmdp(['library', 'scan', '--library', near])
    expect(code).toBe(2)
    expect(stderr).toContain(`did you mean --library ${join(sound, 'D/SCCMContentLib')}?`)
  }
})

test('the begin of a hash, as tree prints it, is found by trace and verify', async () => {
  const [begin = ''] = /D08F[0-9A-F]{8}…/.exec((await library(sound, 'tree', 'ABC00001')).stdout) ?? []
  expect(begin).toHaveLength(13)
  for (const text of [begin, begin.slice(0, 12).toLowerCase()]) {
    const found = JSON.parse((await library(sound, 'trace', text, '--json')).stdout) as Record<
      string,
      { hash?: string }[]
    >
    expect(found['storedFiles']?.map((one) => one.hash)).toEqual([hash])
    expect(found['packages']).toHaveLength(2)
  }
  expect((await library(sound, 'verify', begin)).stdout).toMatch(/^1 of 1 stored files hashed/)
  expect((await library(sound, 'trace', 'D08F918F29DE')).code).toBe(1)
})

test('a signature, or SMSSIG$, without the right to read it is I25 and no reason to say that there is none', async () => {
  const root = join(folder, 'closed')
  writeExample(root)
  mkdirSync(join(root, 'D/SMSSIG$'))
  const found = async (): Promise<Account> =>
    account(await runCmdp(['library', 'scan', '--level', '3', '--json', ...on(root)], { withoutRights: true }))
  expect((await found()).findings.filter(({ rule }) => rule === 'I25')).toEqual([])
  const signature = join(root, `${stored}.SIG`)
  writeFileSync(signature, '')
  chmodSync(signature, 0)
  chmodSync(join(root, 'D/SMSSIG$'), 0)
  const { findings, notEvaluated } = await found()
  chmodSync(join(root, 'D/SMSSIG$'), 0o700)
  const refused = findings.filter(({ rule }) => rule === 'I25').map(({ detail }) => detail)
  expect(refused).toEqual([expect.stringContaining('SMSSIG$: EACCES'), expect.stringContaining(`${hash}.SIG: EACCES`)])
  expect(notEvaluated).toContain('I20')
  expect(findings.filter(({ rule }) => rule === 'I20')).toEqual([])
})
