// `cmdp analyze LOGS --library DIR`: the real command over logs and a library that was written by real operations.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { libraryOwner } from '../../../agent/truth/logs-against-library.ts'
import type { Run } from '../../../engine/distribution/run.ts'
import { dpHost, ownDp } from '../../support/dp-host.ts'
import { filesOf, idsOf, liesOn, moveToDriveF, unlisted } from '../../support/library-lies.ts'
import { runCmdp, type Ended } from '../../support/run-cmdp.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-against-'))
const host = dpHost(folder)
const { lies, driveGone } = liesOn(host, 'L')
const logs = join(folder, 'collected')
const all = idsOf('L', 12)

beforeAll(async () => {
  for (const id of all) {
    await host.change({ kind: 'add', packageId: id, files: filesOf(id) })
    host.sent(id, 1)
    host.added(id, `${id}.1`)
    host.status(id, 3)
  }
  moveToDriveF(host, `${driveGone.id}.1`)
  const listed = all.filter((id) => id !== unlisted('L'))
  writeFileSync(join(folder, 'wmi.csv'), ['packageId', ...listed].map((line) => `${line}\r\n`).join(''))
  for (const name of ['smsdpprov.log', 'PkgXferMgr.log', 'distmgr.log'])
    cpSync(join(folder, name), join(logs, ownDp, name))
})
afterAll(() => rmSync(folder, { recursive: true }))

const place = [
  ...['--library', host.path('D', ''), '--drive', `E:=${join(folder, 'E')}`, '--drive', `F:=${join(folder, 'F')}`],
]
const wmi = ['--wmi', join(folder, 'wmi.csv')]

type Distribution = { readonly packageId: string; readonly verification: string | null }
type Told = {
  readonly kind: string
  readonly packageId: string
  readonly dp: string
  readonly rules: readonly string[]
}
type Analysis = {
  readonly distributions: readonly Distribution[]
  readonly library: { readonly counts: { readonly packages: number } } | null
  readonly disagreements: readonly (Told & { readonly logEvidence: readonly { readonly text: string }[] })[]
}
const analysisOf = ({ stdout }: Ended): Analysis => JSON.parse(stdout) as Analysis

describe('a library that is as the logs say', () => {
  it('contradicts nothing, and every distribution is verified', async () => {
    const ended = await runCmdp(['analyze', logs, ...place, '--json'])
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    const { distributions, library, disagreements } = analysisOf(ended)
    expect(disagreements).toEqual([])
    expect(library?.counts.packages).toBe(all.length)
    expect(distributions.map(({ packageId, verification }) => [packageId, verification])).toEqual(
      all.map((id) => [id, 'verified']),
    )
  })

  it('is not called verified when its bytes were not read', async () => {
    const ended = await runCmdp(['analyze', logs, ...place, '--level', '1', '--json'])
    expect(ended.code).toBe(0)
    expect(analysisOf(ended).distributions.every(({ verification }) => verification === null)).toBe(true)
  })

  it('without a library nothing is said of one', async () => {
    const { distributions, library, disagreements } = analysisOf(await runCmdp(['analyze', logs, '--json']))
    expect([library, disagreements, distributions[0]?.verification]).toEqual([null, [], null])
  })
})

it.each([
  [['--drive', 'E:=x'], 'drive -> library'],
  [['--library', join(folder, 'none')], `${join(folder, 'none')} does not exist`],
  [['--library', host.path('D', ''), '--level', '3'], 'level'],
])('%j cannot be: exit code 2, and why', async (args, words) => {
  const ended = await runCmdp(['analyze', logs, ...args, '--json'])
  expect([ended.code, ended.stdout]).toEqual([2, ''])
  expect(ended.stderr).toContain(words)
})

it('whose library it is, path, own logs or the logs themselves tell; else it must be said', () => {
  const runs = ['A.CONTOSO.COM', 'B.CONTOSO.COM'].map((dp) => ({ dp }) as Run)
  expect(libraryOwner([], [], '/x', undefined)).toBeUndefined()
  expect(libraryOwner(runs.slice(1), [], '/x', undefined)).toBe('B.CONTOSO.COM')
  expect(libraryOwner(runs, [], '/libraries/b.contoso.com/D/SCCMContentLib', undefined)).toBe('B.CONTOSO.COM')
  expect(libraryOwner(runs, ['A'], '/x', undefined)).toBe('A.CONTOSO.COM')
  expect(libraryOwner(runs, [], '/x', 'b')).toBe('B.CONTOSO.COM')
  expect(() => libraryOwner(runs, [], '/x', undefined)).toThrow('give --dp NAME: A.CONTOSO.COM, B.CONTOSO.COM')
})

// The library is spoilt from here on.
it('every kind of lie is told with its kind, rules and line; for people, too', async () => {
  for (const { make, id, say } of lies) {
    make(`${id}.1`, id)
    say?.(id)
  }
  cpSync(join(folder, 'distmgr.log'), join(logs, ownDp, 'distmgr.log'))
  const ended = await runCmdp(['analyze', logs, ...place, ...wmi, '--json'])
  expect([ended.code, ended.stderr]).toEqual([1, ''])
  const { disagreements, distributions } = analysisOf(ended)
  const told = disagreements.map(({ packageId, kind, rules, dp }) => [packageId, kind, rules, dp])
  expect(told.sort()).toEqual(lies.map(({ id, kind, rules }) => [id, kind, rules, ownDp]).sort())
  for (const { logEvidence, packageId } of disagreements) expect(logEvidence[0]?.text).toContain(packageId)
  expect(distributions.find(({ packageId }) => packageId === driveGone.id)?.verification).toBe('verified')

  const text = await runCmdp(['analyze', logs, ...place, ...wmi])
  expect(text.code).toBe(1)
  for (const { kind } of lies) expect(text.stdout).toContain(`  ${kind} (`)
  expect(text.stdout).toContain('setup.exe: ')

  driveGone.make('', '')
  const gone = analysisOf(await runCmdp(['analyze', logs, ...place, '--json'])).disagreements
  const one = gone.find(({ packageId }) => packageId === driveGone.id)
  expect([one?.kind, one?.rules]).toEqual([driveGone.kind, driveGone.rules])
})
