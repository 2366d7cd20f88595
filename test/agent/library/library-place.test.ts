import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findPlace } from '../../../agent/library/library-place.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cmdp-place-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

for (const drive of ['D', 'E', 'F']) mkdirSync(join(folder, drive, 'SCCMContentLib'), { recursive: true })
symlinkSync(join(folder, 'E'), join(folder, 'also-e'))

const library = join(folder, 'D', 'SCCMContentLib')
const nothing = { primary: undefined, drives: [], reserveMegabytes: 0 }
const letters = (...drives: string[]): string[] =>
  findPlace({ library, drives: drives.map((one) => one.replace('=', `=${folder}/`)) }, nothing).roots.map(
    ({ drive }) => drive,
  )

describe('the drives of a library', () => {
  test('are the primary one and those given, which may name the primary one too', () => {
    expect(letters('E:=E', 'F:=F')).toEqual(['D:', 'E:', 'F:'])
    expect(letters('E:=E', 'D:=D')).toEqual(['D:', 'E:'])
    expect(letters('E:=E', 'X:=D')).toEqual(['X:', 'E:'])
    expect(letters('E:=gone', 'F:=F')).toEqual(['D:', 'E:', 'F:'])
  })

  test.each([
    [['E:=E', 'E:=F'], /--drive E: is given twice/],
    [['E:=E', 'e:=E'], /--drive E: is given twice/],
    [['E:=E', 'E:=gone'], /--drive E: is given twice/],
    [['E:=E', 'F:=also-e'], /--drive E: and F: are one folder/],
    [['E:=gone', 'F:=gone'], /--drive E: and F: are one folder/],
    [['D:=E'], /D: is the primary drive, whose library is/],
    [['E:=D/SCCMContentLib/DataLib'], /of E: lies inside .* of D:/],
    [['X:=D', 'Y:=D'], /--drive X: and Y: are one folder/],
    [['E=E', 'E:\\=F'], /--drive E: is given twice/],
  ])('%j is bad usage', (drives, words) => {
    expect(() => letters(...drives)).toThrow(words)
    expect(() => letters(...drives)).toThrow(expect.objectContaining({ code: 'badUsage' }) as Error)
  })
})
