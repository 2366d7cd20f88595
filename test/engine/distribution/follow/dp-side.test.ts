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
