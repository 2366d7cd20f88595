import { describe, expect, it } from 'vitest'
import { dpRefusal, placeOfArrival, siteLibraryDrive } from '../../../engine/drives/central-site.ts'
import { changeDrives, installDrives, type DriveSettings } from '../../../engine/drives/installation.ts'
import { sharesOf, usableDrivesValue } from '../../../engine/drives/share-names.ts'
import type { Volume } from '../../../engine/drives/volumes.ts'

const GB = 1024 ** 3

const volume = (drive: string, freeGigabytes: number, more: Partial<Volume> = {}): Volume => ({
  drive,
  freeBytes: freeGigabytes * GB,
  suitable: true,
  hasMarker: false,
  holdsLibrary: false,
  ...more,
})

const host = [volume('C:', 40), volume('D:', 200), volume('E:', 500), volume('F:', 300)]
const settings = (library: readonly string[], more: Partial<DriveSettings> = {}): DriveSettings => ({
  library,
  packageShare: [],
  reserveMegabytes: 50,
  ...more,
})

describe('the installation of a distribution point', () => {
  it('takes the drives with most and second most free space when nothing is named', () => {
    expect(installDrives(host, settings([]))).toMatchObject({
      library: { primary: 'E:', secondary: 'F:' },
      packageShare: { primary: 'E:', secondary: 'F:' },
      reserveBytes: 50 * 1024 * 1024,
    })
  })

  it('takes named drives in their order of priority, whatever their free space', () => {
    expect(installDrives(host, settings(['d:', 'E:']))).toMatchObject({ library: { primary: 'D:', secondary: 'E:' } })
  })

  it('takes one named drive alone, and beside an automatic one the best of the others', () => {
    expect(installDrives(host, settings(['D:']))).toMatchObject({ library: { primary: 'D:', secondary: undefined } })
    expect(installDrives(host, settings(['E:', 'automatic']))).toMatchObject({
      library: { primary: 'E:', secondary: 'F:' },
    })
    expect(installDrives(host, settings(['automatic', 'E:']))).toMatchObject({
      library: { primary: 'F:', secondary: 'E:' },
    })
  })

  it('chooses the drives of package shares apart from those of the library', () => {
    expect(installDrives(host, settings(['D:'], { packageShare: ['C:', 'F:'] }))).toMatchObject({
      library: { primary: 'D:' },
      packageShare: { primary: 'C:', secondary: 'F:' },
    })
  })

  it('passes over a drive whose marker was there before', () => {
    const marked = host.map((one) => (one.drive === 'E:' ? { ...one, hasMarker: true } : one))
    expect(installDrives(marked, settings([]))).toMatchObject({ library: { primary: 'F:', secondary: 'D:' } })
    expect(installDrives(marked, settings(['E:']))).toMatchObject({ refused: 'notUsable' })
  })

  it('has no secondary drive on a host with one', () => {
    expect(installDrives([volume('D:', 10)], settings([]))).toMatchObject({
      library: { primary: 'D:', secondary: undefined },
    })
  })

  it.each([
    ['more than two', ['C:', 'D:', 'E:'], 'tooManyDrives'],
    ['one twice', ['D:', 'd:'], 'sameDriveTwice'],
    ['one that is not there', ['X:'], 'notUsable'],
  ])('refuses %s', (_what, library, refused) => {
    expect(installDrives(host, settings(library))).toMatchObject({ refused })
  })

  it('refuses drives at their reserve', () => {
    const reserveMegabytes = 200 * 1024
    expect(installDrives(host, settings(['D:'], { reserveMegabytes }))).toMatchObject({ refused: 'full' })
    expect(installDrives([volume('D:', 200)], settings([], { reserveMegabytes }))).toMatchObject({ refused: 'noDrive' })
  })

  it('cannot be changed afterwards: drives, order and reserve stay', () => {
    const installed = settings(['D:', 'E:'])
    expect(changeDrives(installed, settings(['d:', 'e:']))).toBe(installed)
    for (const wanted of [
      settings(['E:', 'D:']),
      settings(['D:']),
      settings(['D:', 'E:'], { reserveMegabytes: 100 }),
      settings(['D:', 'E:'], { packageShare: ['F:'] }),
    ]) {
      expect(changeDrives(installed, wanted)).toMatchObject({ refused: 'fixedAtInstallation' })
    }
  })
})

describe('a central administration site', () => {
  it('keeps its library on the drive with most free space', () => {
    expect(siteLibraryDrive(host, 0)).toBe('E:')
    expect(
      siteLibraryDrive(
        host.map((one) => ({ ...one, hasMarker: one.drive === 'E:' })),
        0,
      ),
    ).toBe('F:')
    expect(siteLibraryDrive(host, 500 * GB)).toBeUndefined()
  })

  it('holds no distribution point; other sites do', () => {
    expect(dpRefusal('central')).toContain('cannot hold a distribution point')
    expect(dpRefusal('primary')).toBeUndefined()
    expect(dpRefusal('secondary')).toBeUndefined()
  })

  it('leaves content that only passes through in the inbox of the scheduler', () => {
    const through = { isSource: false, hasTargets: false }
    expect(placeOfArrival({ kind: 'central', ...through })).toBe('scheduler inbox')
    expect(placeOfArrival({ kind: 'central', isSource: true, hasTargets: false })).toBe('library')
    expect(placeOfArrival({ kind: 'primary', isSource: false, hasTargets: true })).toBe('library')
    expect(placeOfArrival({ kind: 'primary', ...through })).toBe('scheduler inbox')
  })
})

describe('the shares', () => {
  it('carry the letter on every library drive but the primary', () => {
    expect(sharesOf(['D:', 'E:', 'F:'], ['E:']).map(({ share, drive }) => `${share} ${drive}`)).toEqual([
      'SCCMContentLib$ D:',
      'SCCMContentLibE$ E:',
      'SCCMContentLibF$ F:',
      'SMS_DP$ D:',
      'SMSSIG$ D:',
      'SMSPKGE$ E:',
    ])
  })

  it('and the list of usable drives name a lone drive twice', () => {
    expect(usableDrivesValue(['D:', 'E:'])).toBe('D:\\,E:\\')
    expect(usableDrivesValue(['E:'])).toBe('E:\\,E:\\')
  })
})
