import { expect, test } from 'vitest'
import { rememberSpace, spaceForecast } from '../../../engine/inspect/space-forecast.ts'
import { inlineCrew } from '../../../engine/scan/crew.ts'
import type { LibraryIndex } from '../../../engine/scan/library-index.ts'
import { decodeIndex, encodeIndex } from '../../../engine/scan/snapshot.ts'
import { scanLibrary } from '../../../engine/scan/scan.ts'
import { exampleStore } from '../../support/example-library.ts'

const day = 86_400_000
const gigabyte = 1024 ** 3

/** An index whose first drive had so many bytes free at each of these times. */
async function indexWith(history: readonly (readonly [at: number, freeBytes: number])[]): Promise<LibraryIndex> {
  const { index } = await scanLibrary(inlineCrew(exampleStore()), { level: 1, now: 0 })
  for (const [at, freeBytes] of history) {
    index.survey = { ...index.survey, drives: index.survey.drives.map((drive) => ({ ...drive, freeBytes })) }
    rememberSpace(index, at)
  }
  return index
}

test('a drive that fills by 2 GB a day is at its reserve of 10 GB in 20 days', async () => {
  const index = await indexWith(
    Array.from({ length: 40 }, (_, at) => [(at * day) / 4, (70 - at / 2) * gigabyte] as const),
  )
  const kept = decodeIndex(Buffer.concat(encodeIndex(index))).index
  const forecast = spaceForecast(kept?.space ?? [], 'D:', 10 * gigabyte)
  expect(forecast?.bytesPerDay).toBeCloseTo(2 * gigabyte, -3)
  expect(forecast?.daysToReserve).toBeCloseTo((70 - 39 / 2 - 10) / 2, 3)
})

test('nothing is foretold from less than a day, and a drive that empties is never full', async () => {
  expect(
    spaceForecast(
      (
        await indexWith([
          [0, 9],
          [day / 2, 8],
        ])
      ).space,
      'D:',
      0,
    ),
  ).toBeUndefined()
  const empties = await indexWith([
    [0, gigabyte],
    [2 * day, 3 * gigabyte],
  ])
  expect(spaceForecast(empties.space, 'D:', 0)).toEqual({ bytesPerDay: -gigabyte, daysToReserve: undefined })
})

test('samples are taken six hours apart, and forgotten after two months', async () => {
  const index = await indexWith(Array.from({ length: 24 }, (_, at) => [at * 3_600_000, gigabyte] as const))
  expect(index.space.filter(({ drive }) => drive === 'D:')).toHaveLength(4)
  rememberSpace(index, 61 * day)
  expect(index.space.map(({ at }) => at)).toEqual(index.survey.drives.map(() => 61 * day))
})
