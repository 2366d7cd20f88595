import { describe, expect, it } from 'vitest'
import { nalNamed, readNames, type NameField, type Named } from '../../../agent/correlate/named-things.ts'
import type { Fields, Shape } from '../../../parsers/recognise.ts'

/** What is named, without what is not. */
function named(names: readonly NameField[], fields: Fields, shape?: Shape): Partial<Named> {
  const all = Object.entries(readNames(names, fields, shape))
  return Object.fromEntries(all.filter(([, value]) => value !== undefined))
}

const dp = 'PS1DP1.CONTOSO.COM'
const nal = `["Display=\\\\${dp}\\"]MSWNET:["SMS_SITE=PS1"]\\\\${dp}\\`
const hash = 'DEF98765'.repeat(8)

describe('a line names', () => {
  it.each<[string, NameField, Fields, Partial<Record<keyof Named, unknown>>]>([
    ['its package', 'packageId', { packageId: 'ps100039' }, { packageId: 'PS100039' }],
    ['no package by a placeholder', 'packageId', { packageId: '<PackageID>' }, {}],
    ['its version', 'packageVersion', { packageVersion: '2' }, { packageVersion: 2 }],
    ['version 0, too', 'sourceVersion', { sourceVersion: 0 }, { packageVersion: 0 }],
    ['no version by what is no number', 'packageVersion', { packageVersion: '2.5' }, {}],
    ['no version by what is too large', 'packageVersion', { packageVersion: '9'.repeat(20) }, {}],
    ['DP and site by a NAL path', 'nalPath', { nalPath: nal }, { dp, site: 'PS1' }],
    ['nobody by a broken NAL path', 'nalPath', { nalPath: '["Display=' }, {}],
    ['the DP in any case', 'server', { server: 'ps1dp1.contoso.com' }, { dp }],
    ['the DP by a share', 'share', { path: `\\\\${dp}\\ADMIN$` }, { dp }],
    ['no DP by a local path', 'share', { path: 'D:\\SMS_DP$' }, {}],
    [
      'package content and its version',
      'contentId',
      { contentId: 'PS100039.2' },
      { contentId: 'PS100039.2', packageId: 'PS100039', packageVersion: 2 },
    ],
    [
      'application content, which has no package version',
      'contentId',
      { contentId: 'Content_5a8e2b0f-1a3c-4e5d-9f6a-7b8c9d0e1f2a.1' },
      { contentId: 'Content_5a8e2b0f-1a3c-4e5d-9f6a-7b8c9d0e1f2a.1' },
    ],
    ['the version beside a placeholder', 'contentId', { contentId: '<PackageID>.6' }, { packageVersion: 6 }],
    ['its job', 'jobId', { jobId: '577' }, { jobId: '577' }],
    [
      'package and version in one word',
      'pkgver',
      { pkgver: 'PS100039.4' },
      { packageId: 'PS100039', packageVersion: 4 },
    ],
    [
      'DP, content and package by a file under way, hash first',
      'dpPath',
      { path: `\\\\${dp}\\SMS_DP$\\${hash}-PS100039.2.temp` },
      { dp, contentId: 'PS100039.2', packageId: 'PS100039', packageVersion: 2 },
    ],
    [
      'the same where the content comes first',
      'dpPath',
      { path: `\\\\${dp}\\SMS_DP$\\PS100039.2-${hash}.temp` },
      { dp, contentId: 'PS100039.2', packageId: 'PS100039', packageVersion: 2 },
    ],
    [
      'the same by a signature file',
      'dpPath2',
      { path2: `\\\\${dp}\\SMSSIG$\\CAS0000F.2.tar` },
      { dp, contentId: 'CAS0000F.2', packageId: 'CAS0000F', packageVersion: 2 },
    ],
    ['only the DP by another share', 'dpPath', { path: `\\\\${dp}\\D$\\x\\y` }, { dp }],
    [
      'a compressed package',
      'packageFile',
      { path: 'E:\\SMSPKG\\PS100039.PCK.1' },
      { packageId: 'PS100039', packageVersion: 1 },
    ],
    ['a notification', 'packageFile', { path: 'D:\\inboxes\\distmgr.box\\PS100039.PKN' }, { packageId: 'PS100039' }],
    ['a signature folder', 'packageFile', { path: 'E:\\SMSPKGSIG\\C0101B18' }, { packageId: 'C0101B18' }],
    ['no package by another file', 'packageFile', { path: 'E:\\SMSPKG\\readme.txt' }, {}],
  ])('%s', (_what, field, fields, told) => {
    expect(named([field], fields)).toEqual(told)
  })

  it('first what its first field names', () => {
    const fields = { packageId: 'PS100039', path: 'E:\\SMSPKG\\PS200001.PCK.3' }
    expect(named(['packageId', 'packageFile'], fields)).toEqual({ packageId: 'PS100039', packageVersion: 3 })
    expect(named(['packageFile', 'packageId'], fields)).toEqual({ packageId: 'PS200001', packageVersion: 3 })
  })

  it('what stands in the form of the message, where it is no field', () => {
    expect(named(['contentId'], {}, { contentId: 'PS100039.2' })).toEqual({
      contentId: 'PS100039.2',
      packageId: 'PS100039',
      packageVersion: 2,
    })
  })
})

it('a path without end is looked at in bounded time, and names nobody', () => {
  const path = `\\\\${'A'.repeat(5_000_000)}\\SMS_DP$\\${'0'.repeat(5_000_000)}`
  for (const field of ['dpPath', 'share', 'packageFile'] as const) expect(named([field], { path })).toEqual({})
})

it('the same NAL path is read once, whatever it is', () => {
  expect(nalNamed(nal)).toBe(nalNamed(`${nal}`.slice()))
  expect(nalNamed('nothing')).toBeUndefined()
})
