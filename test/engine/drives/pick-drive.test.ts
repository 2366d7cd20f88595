import { describe, expect, it } from 'vitest'
import { fillOrder, nextDrive, pickDrive, type DriveRules } from '../../../engine/drives/pick-drive.ts'
import { isFull, lateMarker, type Volume } from '../../../engine/drives/volumes.ts'
import { surveyLibrary } from '../../../engine/scan/survey.ts'
import { exampleStore } from '../../support/example-library.ts'
import { seededRandom } from '../../support/random.ts'

const MB = 1024 * 1024

const volume = (drive: string, freeMegabytes: number | undefined, more: Partial<Volume> = {}): Volume => ({
  drive,
  freeBytes: freeMegabytes === undefined ? undefined : freeMegabytes * MB,
  suitable: true,
  hasMarker: false,
  holdsLibrary: false,
  ...more,
})

const held = { holdsLibrary: true }
const rules = (preferred: readonly string[] = ['D:', 'E:'], reserveMegabytes = 50): DriveRules => ({
  preferred,
  reserveBytes: reserveMegabytes * MB,
})

function drivesTaken(volumes: readonly Volume[], sizes: readonly number[], by: DriveRules): string {
  let now = volumes
  let taken = ''
  for (const size of sizes) {
    const pick = pickDrive(now, size * MB, by)
    if (pick.kind === 'diskFull') return `${taken}!`
    taken += pick.volume.drive[0] ?? ''
    now = now.map((one) =>
      one.drive === pick.volume.drive
        ? { ...one, holdsLibrary: true, freeBytes: (one.freeBytes ?? 0) - size * MB }
        : one,
    )
  }
  return taken
}

describe('the next stored file', () => {
  it('goes to the primary drive although another one has more free space', () => {
    expect(pickDrive([volume('D:', 100, held), volume('E:', 9000)], MB, rules())).toMatchObject({
      kind: 'taken',
      volume: { drive: 'D:' },
      spans: false,
    })
  })

  it('goes to the secondary drive when the primary one is at its reserve, and spans to it', () => {
    expect(pickDrive([volume('D:', 50, held), volume('E:', 100), volume('F:', 9000)], 0, rules())).toMatchObject({
      volume: { drive: 'E:' },
      spans: true,
    })
  })

  it('goes to the drive with most free space when both preferred ones are full, ties by letter', () => {
    const full = [volume('D:', 50, held), volume('E:', 50, held)]
    expect(drivesTaken([...full, volume('F:', 200), volume('G:', 300)], [1], rules())).toBe('G')
    expect(drivesTaken([...full, volume('G:', 300), volume('F:', 300)], [1], rules())).toBe('F')
  })

  it('stays on the drive the library has spread to until that one is at its reserve', () => {
    const full = [volume('D:', 50, held), volume('E:', 50, held)]
    expect(drivesTaken([...full, volume('F:', 250), volume('G:', 300)], [100, 100, 100, 100, 100], rules())).toBe(
      'GGFF!',
    )
  })

  it('fills four drives to their reserves in order, then none', () => {
    const four = [volume('D:', 150, held), volume('E:', 100), volume('F:', 250), volume('G:', 200)]
    const sizes = Array.from({ length: 60 }, () => 10)
    expect(drivesTaken(four, sizes, rules())).toBe(
      `${'D'.repeat(10)}${'E'.repeat(5)}${'F'.repeat(20)}${'G'.repeat(15)}!`,
    )
  })

  it('never takes a drive below its reserve, whatever the sizes (1,000 seeds)', () => {
    for (let seed = 1; seed <= 1_000; seed++) {
      const random = seededRandom(seed)
      const free = new Map(['D:', 'E:', 'F:', 'G:'].map((drive) => [drive, random.below(400)]))
      const four = [...free].map(([drive, megabytes], at) => volume(drive, megabytes, at === 0 ? held : {}))
      const sizes = Array.from({ length: 40 }, () => random.below(60))
      const taken = drivesTaken(four, sizes, rules())
      ;[...taken].forEach((letter, at) => {
        if (letter === '!') {
          for (const left of free.values()) expect(left === 50 || left - (sizes[at] ?? 0) < 50).toBe(true)
        } else free.set(`${letter}:`, (free.get(`${letter}:`) ?? 0) - (sizes[at] ?? 0))
      })
      for (const [drive, left] of free) expect(left >= 50 || !taken.includes(drive[0] ?? '')).toBe(true)
    }
  })

  it('that is too large for the primary drive goes elsewhere, and smaller ones still go there', () => {
    expect(drivesTaken([volume('D:', 100, held), volume('E:', 500)], [80, 20], rules())).toBe('ED')
  })

  it('fits exactly down to the reserve and not one byte further', () => {
    expect(pickDrive([volume('D:', 60, held)], 10 * MB, rules()).kind).toBe('taken')
    expect(pickDrive([volume('D:', 60, held)], 10 * MB + 1, rules()).kind).toBe('diskFull')
  })

  it('of no bytes does not go to a drive that is at its reserve', () => {
    expect(isFull(volume('D:', 50), 50 * MB)).toBe(true)
    expect(pickDrive([volume('D:', 50, held)], 0, rules()).kind).toBe('diskFull')
  })

  it('does not get space that is promised to other adds', () => {
    const promised = new Map([['D:', 40 * MB]])
    expect(pickDrive([volume('D:', 100, held), volume('E:', 100)], 20 * MB, { ...rules(), promised })).toMatchObject({
      volume: { drive: 'E:', freeBytes: 100 * MB },
    })
    const others = [volume('F:', 300), volume('G:', 280)]
    expect(fillOrder(others, { ...rules([]), promised: new Map([['F:', 30 * MB]]) }).map(({ drive }) => drive)).toEqual(
      ['G:', 'F:'],
    )
  })

  it('says disk full with the bytes needed and the best drive', () => {
    expect(pickDrive([volume('D:', 60, held), volume('E:', 70)], 30 * MB, rules())).toEqual({
      kind: 'diskFull',
      code: '0x80070070',
      neededBytes: 80 * MB,
      best: volume('E:', 70),
    })
  })

  it('goes to no drive with NO_SMS_ON_DRIVE.SMS', () => {
    expect(drivesTaken([volume('D:', 50, held), volume('E:', 900, { hasMarker: true })], [1], rules())).toBe('!')
  })

  it('still goes to a drive that got the marker after the library, and the admin is told what that breaks', () => {
    const late = volume('D:', 500, { ...held, hasMarker: true })
    expect(drivesTaken([late, volume('E:', 900)], [1], rules())).toBe('D')
    expect(lateMarker(late)).toContain('0x80070003')
    expect(lateMarker(volume('E:', 900, { hasMarker: true }))).toBeUndefined()
  })

  it('goes to no drive that is unsuitable or of unknown free space', () => {
    expect(drivesTaken([volume('E:', undefined), volume('F:', 900, { suitable: false })], [1], rules([]))).toBe('!')
  })
})

describe('the next drive of a library', () => {
  it('is its primary one, and nobody knows without free space', () => {
    const { drives } = surveyLibrary(exampleStore())
    expect(nextDrive(drives, 50 * MB)).toBeUndefined()
    expect(
      nextDrive(
        drives.map((one) => ({ ...one, freeBytes: 60 * MB })),
        50 * MB,
      ),
    ).toBe('D:')
    const full = drives.map((one) => ({ ...one, freeBytes: one.drive === 'D:' ? 50 * MB : 60 * MB }))
    expect(nextDrive(full, 50 * MB)).toBe('E:')
  })
})
