import { expect, test } from 'vitest'
import { noFacts, type ExpectedPackage, type Facts } from '../../../engine/checks/facts.ts'
import { viewOf } from '../../../engine/checks/view.ts'
import { findOrphans, type OrphanReport } from '../../../engine/inspect/orphans.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import { lookBeside } from '../../../engine/scan/look-beside.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { exampleStore } from '../../support/example-library.ts'

async function orphansBeside(
  files: Readonly<Record<string, string>>,
  more: Partial<Facts> = {},
): Promise<OrphanReport> {
  const store = exampleStore()
  for (const [path, bytes] of Object.entries(files)) store.write(path, bytes)
  const crew = inlineCrew(store)
  const { index } = await scanLibrary(crew, { level: 1, now: 0 })
  return findOrphans(viewOf(index), [], { ...noFacts(0, 1), ...(await lookBeside(crew, index)), ...more })
}

test('share folders and boot images are orphans when PkgLib does not hold their package', async () => {
  const report = await orphansBeside({
    'E:/SMSPKGE$/ABC00001/setup.exe': '12345',
    'E:/SMSPKGE$/ABC00777/setup.exe': '12345',
    'E:/SMSPKGE$/ABC00777/docs/readme.txt': '123',
    'D:/RemoteInstall/SMSImages/ABC00778/boot.wim': '1234567',
    'D:/RemoteInstall/SMSImages/SMSTemp/x': '1',
  })
  expect(report.notEvaluated).not.toContain('O9')
  expect(report.notEvaluated).not.toContain('O10')
  expect(report.orphans.map((one) => [one.class, one.packageId, one.path, one.freedNow])).toEqual([
    ['O9', 'ABC00777', 'SMSPKGE$\\ABC00777', 8],
    ['O10', 'ABC00778', 'RemoteInstall\\SMSImages\\ABC00778', 7],
  ])
  expect(report.freedTogether).toMatchObject({ O9: 8, O10: 7 })
})

test('without such folders nothing is said of them', async () => {
  const { notEvaluated, orphans } = await orphansBeside({})
  expect(notEvaluated).toEqual(expect.arrayContaining(['O9', 'O10']))
  expect(orphans).toEqual([])
})

test('signature archives of contents that are gone free their bytes, on whichever drive they lie', async () => {
  const report = await orphansBeside({
    'D:/SMSSIG$/ABC00001.2.tar': '12345678',
    'D:/SMSSIG$/ABC00001.1.tar': '1234',
    'E:/SMSSIG$/Abc00777.3.TAR': '123',
    'E:/SMSSIG$/notes.txt': '12',
  })
  expect(report.orphans.map((one) => [one.class, one.drive, one.path, one.freedNow, one.freedTogether])).toEqual([
    ['O8', 'D:', 'SMSSIG$\\ABC00001.1.tar', 4, 4],
    ['O8', 'E:', 'SMSSIG$\\Abc00777.3.TAR', 3, 3],
  ])
  expect(report.freedTogether).toMatchObject({ O8: 7 })
})

const expectedIds = (...ids: string[]): readonly ExpectedPackage[] =>
  ids.map((packageId) => ({
    packageId,
    packageVersion: undefined,
    contentId: undefined,
    name: undefined,
    bytes: undefined,
  }))

const twin = '[Packages]\r\nABC00001.2=\r\n'

test('a package that nobody expects is one even when its contents stay for another', async () => {
  const { orphans } = await orphansBeside(
    { 'D:/SCCMContentLib/PkgLib/ABC00099.INI': twin },
    { expected: expectedIds('ABC00001', 'ABC0000A') },
  )
  expect(orphans.map((one) => [one.class, one.packageId, one.contentId, one.freedNow])).toEqual([
    ['O4', 'ABC00099', null, 0],
  ])
})

test('a content of two packages that nobody expects is freed once, and both are told', async () => {
  const { orphans } = await orphansBeside(
    { 'D:/SCCMContentLib/PkgLib/ABC00099.INI': twin },
    { expected: expectedIds('ABC0000A') },
  )
  expect(orphans.map((one) => [one.class, one.packageId, one.contentId])).toEqual([
    ['O4', 'ABC00001', 'ABC00001.2'],
    ['O4', 'ABC00099', null],
  ])
})
