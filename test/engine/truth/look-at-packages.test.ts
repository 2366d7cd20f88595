// A look at a few packages sees of them what a scan of the whole library sees, and reads nothing of the others.
import { expect, it } from 'vitest'
import { noFacts } from '../../../engine/checks/facts.ts'
import { judge } from '../../../engine/checks/judge-library.ts'
import { viewOf } from '../../../engine/checks/view.ts'
import type { LibraryStore } from '../../../engine/library/store.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import { liveContents } from '../../../engine/scan/library-index.ts'
import { orderIsKnown } from '../../../engine/checks/records.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import type { LibraryIndex } from '../../../engine/scan/library-index.ts'
import type { Claim } from '../../../engine/truth/claim.ts'
import { judgeClaim } from '../../../engine/truth/judge-claim.ts'
import { lookAtPackages } from '../../../engine/truth/look-at-packages.ts'
import { findingsByPackage, packageFacts } from '../../../engine/truth/package-facts.ts'
import { memoryStore } from '../../../engine/library/memory-store.ts'
import { buildLibrary, randomPackages } from '../../support/library-builder.ts'
import { seededRandom } from '../../support/random.ts'

const drives = ['D:', 'E:']
const packages = randomPackages(60, 5)
const built = buildLibrary(packages, drives, (hash) => (hash < '6' ? 'E:' : 'D:'))

const storeOf = (files: Readonly<Record<string, Uint8Array>>): LibraryStore =>
  memoryStore(drives, { files, folders: built.folders })

const claimOf = (packageId: string): Claim => ({
  says: 'present',
  packageId,
  packageVersion: undefined,
  contentIds: [],
  whole: true,
})

const judged = (index: LibraryIndex, claim: Claim, orderIsKnown = false): readonly unknown[] => {
  const view = viewOf(index)
  const findings = findingsByPackage(judge(index, noFacts(0, 1)).findings)
  const { verification, contradiction } = judgeClaim(
    claim,
    packageFacts(view, findings, claim, { known: undefined, orderIsKnown }),
  )
  return [verification, contradiction?.kind, contradiction?.rules]
}

it('sound packages are verified', async () => {
  const store = storeOf(built.files)
  const claims = packages.slice(0, 5).map(({ id }) => claimOf(id))
  const index = await lookAtPackages(inlineCrew(store), claims, 0)
  for (const claim of claims) expect(judged(index, claim)).toEqual(['verified', undefined, undefined])
})

it('after any loss it says the same as a scan of everything', async () => {
  const random = seededRandom(3)
  const paths = Object.keys(built.files)
  const seen: unknown[] = []
  for (let round = 0; round < 60; round++) {
    const lost = random.pick(paths)
    const store = storeOf(Object.fromEntries(Object.entries(built.files).filter(([path]) => path !== lost)))
    const crew = inlineCrew(store)
    const whole = (await scanLibrary(crew, { level: 1, now: 0 })).index
    const claim = claimOf(random.pick(packages).id)
    const few = judged(await lookAtPackages(crew, [claim], 0), claim, orderIsKnown([...liveContents(whole)]))
    expect([lost, ...few]).toEqual([lost, ...judged(whole, claim)])
    seen.push(few[1])
  }
  expect(seen.filter((kind) => kind !== undefined).length).toBeGreaterThan(0)
})

it('reads only the files of what was asked for', async () => {
  const read: string[] = []
  const store = storeOf(built.files)
  const watched: LibraryStore = { ...store, read: (path, limit) => (read.push(path), store.read(path, limit)) }
  const [{ id } = { id: '' }] = packages
  await lookAtPackages(inlineCrew(watched), [claimOf(id)], 0)
  expect(read.filter((path) => path.includes('/PkgLib/'))).toEqual([`D:/SCCMContentLib/PkgLib/${id}.INI`])
  const contents = new Set(read.filter((path) => path.includes('/DataLib/')).map((path) => path.split('/')[3]))
  for (const name of contents) expect(name).toMatch(new RegExp(`^${id}\\.`))
})
