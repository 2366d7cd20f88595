// Two packages fail on one DP at once: whose are the reasons that the DP wrote, without a package, in its own log?
import { describe, expect, it } from 'vitest'
import { createTracker } from '../../../../engine/distribution/tracker.ts'
import { parsePackageId } from '../../../../engine/ids.ts'
import { happens, subject } from '../../../support/distribution-events.ts'
import { evidence, someTime } from '../../../support/distribution-steps.ts'

const packages = ['PS100039', 'PS10003A'] as const
const files = ['one.exe', 'two.exe'] as const
const second = 1_000

/** Lines as the site server and the DP write them, one after the other. @param named does the site name the file? */
function failTogether(codes: readonly string[], named: boolean) {
  const tracker = createTracker()
  let offset = 0
  const line = (fields: Record<string, string>) => evidence({ time: someTime, offset: (offset += 100), fields })
  const ofSite = (index: number) => ({
    subject: { ...subject(), packageId: parsePackageId(packages[index] ?? '') },
    token: `t${index}`,
    by: 'sending-thread' as const,
  })
  const onDp = { ...subject(), packageId: undefined, packageVersion: undefined }
  for (const index of [0, 1]) tracker.apply(happens('sendStarted', { ...ofSite(index), evidence: line({}) }))
  codes.forEach((code, index) => {
    for (const fields of [{}, { file: files[index] ?? '' }])
      tracker.apply(
        happens('failureSeen', {
          ...{ subject: onDp, by: 'dp', token: `d${index}`, at: someTime + second },
          ...{ facts: { code, stage: 'add-to-library' }, evidence: line(fields) },
        }),
      )
  })
  for (const index of [0, 1]) {
    const fields: Record<string, string> = named ? { file: files[index] ?? '' } : {}
    tracker.apply(
      happens('failureSeen', {
        ...{ ...ofSite(index), at: someTime + 2 * second, evidence: line(fields) },
        facts: { code: '0x80041001', stage: 'transfer' },
      }),
    )
  }
  for (const index of [0, 1])
    tracker.apply(
      happens('retryScheduled', {
        ...{ ...ofSite(index), at: someTime + 3 * second, evidence: line({}), facts: { count: 1 } },
      }),
    )
  const runs = [...tracker.distributions()].map(({ run }) => run)
  const said = (id: string) =>
    runs.find(({ packageId }) => packageId === id)?.failure?.dpEvidence.map(({ fields }) => fields['file'] ?? '-')
  return { said: packages.map(said), unassigned: runs.filter(({ packageId }) => packageId === undefined).length }
}

/**
 * A run fails with a code that says nothing, while the DP's provider refuses a file; in this order: the site's first line,
 * the DP's, the site's line that names its file, the DP's. Two runs of lines, and the DP's may all come first or last.
 */
function failBeside(dpFile: string, order: readonly number[]) {
  const tracker = createTracker()
  const ofSite = (offset: number, fields: Record<string, string>, at: number) =>
    happens('failureSeen', {
      ...{ token: 't1', by: 'sending-thread', at, evidence: evidence({ time: at, offset, fields }) },
      facts: { code: '0x80041001', stage: 'transfer' },
    })
  const ofDp = (offset: number, fields: Record<string, string>, at: number) =>
    happens('failureSeen', {
      ...{ token: 'd1', by: 'dp', at, evidence: evidence({ time: at, offset, fields, file: 'smsdpprov.log' }) },
      subject: { ...subject(), packageId: undefined, packageVersion: undefined },
      facts: { code: '0x80070070', stage: 'add-to-library' },
    })
  const lines = [
    ofSite(1, {}, someTime + second),
    ofDp(1, {}, someTime + second),
    ofSite(2, { file: 'setup.exe' }, someTime + 2 * second),
    ofDp(2, { file: dpFile }, someTime + 2 * second),
  ]
  tracker.apply(happens('sendStarted', { token: 't1', by: 'sending-thread' }))
  for (const at of order) tracker.apply(lines[at] ?? happens('seen'))
  const run = [...tracker.distributions()].map((one) => one.run).find(({ packageId }) => packageId !== undefined)
  return run?.failure?.dpEvidence.map(({ offset }) => offset)
}

describe('the file that the DP names', () => {
  const orders = [
    [0, 1, 2, 3],
    [0, 1, 3, 2],
    [1, 3, 0, 2],
    [0, 2, 1, 3],
    [1, 0, 2, 3],
  ] as const

  it.each(orders)('is another one: its reason is not that of the run (%i %i %i %i)', (...order) => {
    expect(failBeside('other.exe', order)).toEqual([])
  })

  it.each(orders)('is the one that the site names: its reason is that of the run (%i %i %i %i)', (...order) => {
    expect(failBeside('SETUP.exe', order)).toEqual([1, 2])
  })
})

const [full, denied] = ['0x80070070', '0x80070005']

describe('two packages fail on one DP at once', () => {
  it('the file tells whose reason it is', () => {
    expect(failTogether([full, denied], true)).toEqual({
      said: [
        ['-', 'one.exe'],
        ['-', 'two.exe'],
      ],
      unassigned: 0,
    })
  })

  it.each([[[full]], [[full, full]], [[full, '0X80070070']]])(
    'no file is named, and %j holds for both, without the file that may be the other one’s',
    (codes) => {
      const lines = codes.map(() => '-')
      expect(failTogether(codes, false)).toEqual({ said: [lines, lines], unassigned: 0 })
    },
  )

  it('no file is named, and different reasons are given to neither', () => {
    expect(failTogether([full, denied], false)).toEqual({ said: [[], []], unassigned: 2 })
  })
})
