import { expect, it } from 'vitest'
import type { LibraryNumbers } from '../../../exporters/metrics/library-metrics.ts'
import { removalHold } from '../../../exporters/metrics/present.ts'
import { valueOf, type ReadFamily } from '../../support/exposition-parser.ts'
import { metricsAtHand } from '../../support/metrics-at-hand.ts'

const numbers = (rest: Partial<LibraryNumbers> = {}): LibraryNumbers => ({
  scannedAt: 5_000,
  drives: [
    {
      drive: 'D:',
      packages: 2,
      contents: 3,
      files: 4,
      storedBytes: 340,
      referencedBytes: 376,
      freeBytes: undefined,
      reserveBytes: 50,
      priority: 1,
    },
  ],
  findings: [{ rule: 'I10', severity: 'fatal', count: 1 }],
  orphans: [{ kind: 'content', count: 2, bytes: 14 }],
  missingPackages: undefined,
  inconsistent: { missing_content: 0, missing_file: 0, hash_mismatch: 2, size_mismatch: 0, unreadable_ini: 0 },
  unhealthy: ['ABC00001'],
  oldestVerification: undefined,
  ...rest,
})

const samplesOf = (read: Map<string, ReadFamily>, name: string) =>
  (read.get(name)?.samples ?? []).map(({ labels, value }) => [labels, value])

it('shows what the last scan found, and nothing that was not evaluated', async () => {
  const { library, scrape } = metricsAtHand()
  expect(samplesOf(await scrape(), 'cmdp_library_up')).toEqual([])
  library.show(true, numbers())
  const read = await scrape()
  expect(valueOf(read, 'cmdp_library_up', {})).toBe(1)
  expect(valueOf(read, 'cmdp_library_last_scan_timestamp_seconds', {})).toBe(5)
  expect(valueOf(read, 'cmdp_library_referenced_bytes', { drive: 'D:' })).toBe(376)
  expect(valueOf(read, 'cmdp_library_orphan_bytes', { kind: 'content' })).toBe(14)
  expect(valueOf(read, 'cmdp_library_inconsistent_packages', { reason: 'hash_mismatch' })).toBe(2)
  expect(samplesOf(read, 'cmdp_library_drive_free_bytes')).toEqual([])
  expect(samplesOf(read, 'cmdp_library_missing_packages')).toEqual([])
  expect(samplesOf(read, 'cmdp_validation_oldest_timestamp_seconds')).toEqual([])
  library.show(false, numbers({ drives: [], missingPackages: 3 }))
  const gone = await scrape()
  expect(valueOf(gone, 'cmdp_library_up', {})).toBe(0)
  expect(valueOf(gone, 'cmdp_library_missing_packages', {})).toBe(3)
  expect(samplesOf(gone, 'cmdp_library_files')).toEqual([])
})

it('names unhealthy packages, shows a healed one for an hour, and folds what is too much', async () => {
  const { library, scrape, clock } = metricsAtHand({ limits: { perFamily: 2, total: 10_000 } })
  library.show(true, numbers({ unhealthy: ['A', 'B', 'C', 'D'] }))
  const family = 'cmdp_package_consistent'
  expect(samplesOf(await scrape(), family)).toEqual([
    [{ package: 'A' }, 0],
    [{ package: 'B' }, 0],
    [{ package: '_other' }, 0],
  ])
  library.show(true, numbers({ unhealthy: ['A'] }))
  expect(samplesOf(await scrape(), family)).toEqual([
    [{ package: 'A' }, 0],
    [{ package: 'B' }, 1],
    [{ package: '_other' }, 1],
  ])
  await clock.advance(removalHold)
  expect(samplesOf(await scrape(), family)).toEqual([[{ package: 'A' }, 0]])
})

it('counts verification with the commit', async () => {
  const { library, scrape, commit } = metricsAtHand()
  library.passBegan()
  library.verified({ files: 10, bytes: 1_000, mismatches: 1 })
  library.passFailed()
  library.passEnded(2_000, 7_000)
  library.passEnded(undefined, 9_000)
  expect(valueOf(await scrape(), 'cmdp_validation_files_total', {})).toBe(0)
  commit()
  const read = await scrape()
  expect(valueOf(read, 'cmdp_validation_files_total', {})).toBe(10)
  expect(valueOf(read, 'cmdp_validation_bytes_total', {})).toBe(1_000)
  expect(valueOf(read, 'cmdp_validation_hash_mismatches_total', {})).toBe(1)
  expect(valueOf(read, 'cmdp_validation_runs_total', {})).toBe(1)
  expect(valueOf(read, 'cmdp_validation_failures_total', {})).toBe(1)
  expect(valueOf(read, 'cmdp_validation_last_success_timestamp_seconds', {})).toBe(9)
  expect(valueOf(read, 'cmdp_validation_duration_seconds_count', {})).toBe(1)
})
