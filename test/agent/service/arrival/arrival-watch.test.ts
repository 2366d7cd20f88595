// The checks of the thread, over a library on disk and a clock that is turned by hand.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { arrivalWatch, type ArrivalWatch } from '../../../../agent/service/arrival/arrival-watch.ts'
import type { ArrivalAnswer, ArrivalClaim, ArrivalReport } from '../../../../agent/service/arrival/arrival-messages.ts'
import type { WatchSettings } from '../../../../agent/service/library/watch-messages.ts'
import { diskStore } from '../../../../engine/library/disk-store.ts'
import { inlineCrew } from '../../../../engine/scan/crew.ts'
import { buildLibrary } from '../../../support/library-builder.ts'
import { onDisk, writeLibrary } from '../../../support/library-on-disk.ts'
import { manualClock, type ManualClock } from '../../../support/manual-clock.ts'

const packages = ['PS100001', 'PS100002'].map((id) => ({
  id,
  version: 1,
  contents: [{ id: `${id}.1`, files: { 'setup.exe': id.repeat(50), 'readme.txt': 'the same' } }],
}))
const built = buildLibrary(packages, ['D:'])
const victim = Object.keys(built.files).find((path) => built.files[path]?.length === 400) ?? ''

let folder: string
let clock: ManualClock
let watch: ArrivalWatch
let reports: ArrivalReport[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmdp-arrival-'))
  writeLibrary(folder, built)
  clock = manualClock(1_000_000)
  reports = []
})
afterEach(async () => {
  watch.order({ kind: 'stop' })
  await clock.advance(0)
  await watch.ended
  rmSync(folder, { recursive: true })
})

function start(rest: Partial<WatchSettings> = {}): void {
  const settings: WatchSettings = {
    primary: join(folder, 'D', 'SCCMContentLib'),
    drives: [],
    usableDrives: undefined,
    reserveMegabytes: 0,
    scanEvery: 60_000,
    verifyOnArrival: true,
    bytesPerSecond: 1e9,
    reverifyAfter: 1e9,
    pauseWhileTransferring: true,
    expected: undefined,
    wmi: undefined,
    ...rest,
  }
  watch = arrivalWatch({
    setup: { settings, orderIsKnown: false },
    clock,
    tell: (report) => void reports.push(report),
    reader: (roots) => inlineCrew(diskStore(roots)),
    hasher: (roots) => inlineCrew(diskStore(roots)),
  })
}

let number = 0
const claim = (packageId = 'PS100001', rest: Partial<ArrivalClaim> = {}): ArrivalClaim => ({
  ...{ says: 'present', packageId, packageVersion: 1, contentIds: [], whole: true },
  ...{ number: ++number, readAt: clock.now(), since: clock.now() },
  ...rest,
})
const check = (...claims: readonly ArrivalClaim[]): void => watch.order({ kind: 'check', claims })

const answers = (): ArrivalAnswer[] => reports.flatMap((report) => (report.kind === 'judged' ? report.answers : []))
const told = (): unknown[] =>
  answers().map(({ packageId, verification, contradiction }) => [packageId, verification, contradiction?.kind])

const missing = 'log_success_library_missing'

it('what is there is verified, its bytes hashed once', async () => {
  start()
  check(claim(), claim('PS100002'))
  await clock.advance(100)
  expect(told().sort()).toEqual([
    ['PS100001', 'verified', undefined],
    ['PS100002', 'verified', undefined],
  ])
  const hashed = reports.flatMap((report) => (report.kind === 'hashed' ? [report] : []))
  expect(hashed.reduce((sum, { files }) => sum + files, 0)).toBe(3)
  await clock.advance(70_000)
  expect(reports.at(-1)).toEqual({ kind: 'idle' })
})

it('is not hashed, and not called verified, where that is not wanted', async () => {
  start({ verifyOnArrival: false })
  check(claim())
  await clock.advance(100)
  expect(told()).toEqual([['PS100001', undefined, undefined]])
  expect(reports.some(({ kind }) => kind === 'hashed')).toBe(false)
})

it('what is missing is told only when it is some seconds old, and again when it is healed', async () => {
  start()
  const path = onDisk(folder, victim)
  renameSync(path, `${folder}/away`)
  check(claim(packages.find(({ id }) => built.files[victim]?.toString().startsWith(id))?.id))
  await clock.advance(3_400)
  expect(told()).toEqual([])
  await clock.advance(200)
  expect(told().map((one) => (one as unknown[]).slice(1))).toEqual([['incomplete', missing]])
  renameSync(`${folder}/away`, path)
  await clock.advance(16_000)
  expect(told().at(-1)).toEqual([expect.anything(), 'verified', undefined])
})

it('a provider that is some seconds late is waited for', async () => {
  start()
  const content = onDisk(folder, 'D:/SCCMContentLib/DataLib/PS100001.1')
  for (const end of ['', '.INI']) renameSync(`${content}${end}`, `${content}.temp${end}`)
  check(claim())
  await clock.advance(3_000)
  for (const end of ['', '.INI']) renameSync(`${content}.temp${end}`, `${content}${end}`)
  await clock.advance(2_000)
  expect(told()).toEqual([['PS100001', 'verified', undefined]])
})

it('wrong bytes are told; what is dropped meanwhile is not', async () => {
  start()
  writeFileSync(onDisk(folder, victim), 'x'.repeat(400))
  check(claim(), claim('PS100002'))
  await clock.advance(1_000)
  const hurt = built.files[victim]?.toString().startsWith('PS100001') === true ? 'PS100001' : 'PS100002'
  expect(told()).toEqual([[hurt === 'PS100001' ? 'PS100002' : 'PS100001', 'verified', undefined]])
  await clock.advance(3_000)
  expect(told().at(-1)).toEqual([hurt, 'damaged', 'log_success_hash_mismatch'])
  const before = told().length
  check(claim(hurt))
  await clock.advance(1_000)
  watch.order({ kind: 'drop', packageId: hurt })
  await clock.advance(20_000)
  expect(told().length).toBe(before)
})

it('a library that is not there is told as that; when it comes, what it holds', async () => {
  start()
  renameSync(join(folder, 'D'), join(folder, 'D-away'))
  check(claim())
  await clock.advance(4_000)
  expect(answers().map(({ contradiction }) => [contradiction?.kind, contradiction?.rules])).toEqual([[missing, ['I1']]])
  renameSync(join(folder, 'D-away'), join(folder, 'D'))
  await clock.advance(16_000)
  expect(told().at(-1)).toEqual(['PS100001', 'verified', undefined])
})

it('a clock that somebody sets back holds nothing up', async () => {
  start()
  check(claim())
  clock.jumpTo(1_000)
  check(claim('PS100002', { readAt: 5_000_000, since: 5_000_000 }))
  await clock.advance(1_000)
  expect(told()).toHaveLength(2)
})

it('a removal that left something is told', async () => {
  start()
  check(claim('PS100001', { says: 'absent' }), claim('PS100009', { says: 'absent' }))
  await clock.advance(100)
  expect(told()).toEqual([['PS100009', 'absent', undefined]])
  await clock.advance(4_000)
  expect(told().at(-1)).toEqual(['PS100001', undefined, 'log_removed_library_present'])
})
