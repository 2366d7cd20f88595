// A sending thread that was silent for long, and a line that does not say whose it is (log-formats.md 7.4).
import { describe, expect, it } from 'vitest'
import { createCorrelator } from '../../../agent/correlate/correlator.ts'
import { entryRecogniser } from '../../../agent/recognise-entry.ts'
import type { DistributionEvent } from '../../../engine/distribution/distribution-event.ts'
import { readInOrder, serverLog, type ReadLine } from '../../support/read-lines.ts'

const start = Date.UTC(2021, 2, 1, 10)
const hour = 60
const one = 'PS1DP1.CONTOSO.COM'
const other = 'PS1DP2.CONTOSO.COM'
const nal = (dp: string): string => `["Display=\\\\${dp}\\"]MSWNET:["SMS_SITE=PS1"]\\\\${dp}\\`

/** One log of a site server, written by the minute. */
function aLog() {
  const write = serverLog('SMS_PACKAGE_TRANSFER_MANAGER', 'PkgXferMgr.log', 'PS1SITE.CONTOSO.COM')
  const px = (minutes: number, thread: number, message: string): ReadLine[] =>
    write(start + minutes * 60_000, thread, message)
  return {
    px,
    begins: (minutes: number, packageId = 'XYZ0001A', dp = one): ReadLine[] => [
      ...px(
        minutes,
        9,
        `Sending thread starting for Job: 1, package: ${packageId}, Version: 1, Priority: 2, server: ${dp}, DPPriority: 200`,
      ),
      ...px(minutes, 9, `Sending legacy content ${packageId}.1 for package ${packageId}`),
    ],
    fails: (minutes: number): ReadLine[] => [
      ...px(minutes, 9, 'CSendFileAction::SendFiles failed; 0x80070070'),
      ...px(minutes, 9, '~ Sending failed. Failure count = 5, Restart time = 3/2/2021 9:31:00 AM GMT'),
    ],
    hands: (minutes: number, packageId: string, dp: string, status = 4): ReadLine[] =>
      px(
        minutes,
        9,
        `Sent status to the distribution manager for pkg ${packageId}, version 1, status ${status} and distribution point ${nal(dp)}~`,
      ),
    ends: (minutes: number): ReadLine[] => px(minutes, 9, 'Sending thread complete~'),
  }
}

const told = (...lines: readonly (readonly ReadLine[])[]) =>
  readInOrder(lines.flat()).account.distributions.map(({ packageId, dp, outcome, attempts, failures, failure }) => ({
    packageId,
    dp,
    outcome,
    attempts,
    failures,
    code: failure?.code ?? null,
  }))

const unknown = { packageId: 'XYZ0001A', dp: one, outcome: 'unknown', attempts: 1, failures: 0, code: null }
const failed = { outcome: 'retrying', failures: 5, code: '0x80070070' }

describe('a failure after lines were lost', () => {
  it('is of the package and DP that the next line of its thread names', () => {
    const { begins, fails, hands, ends } = aLog()
    const lines = [begins(0), fails(23 * hour), hands(23 * hour, 'ABC000FF', other), ends(23 * hour)]
    expect(told(...lines)).toEqual([{ ...failed, packageId: 'ABC000FF', dp: other, attempts: 1 }, unknown])
  })

  it('of the package sent all the time is its own: no further try', () => {
    const { begins, fails, hands } = aLog()
    expect(told(begins(0), fails(23 * hour), hands(23 * hour, 'XYZ0001A', one))).toEqual([
      { ...failed, packageId: 'XYZ0001A', dp: one, attempts: 1 },
    ])
  })

  it('that no line names is its own after some hours, and nobody knows whose after a day', () => {
    const short = aLog()
    expect(told(short.begins(0), short.fails(3 * hour), short.ends(3 * hour))).toEqual([
      { ...failed, packageId: 'XYZ0001A', dp: one, attempts: 1 },
    ])
    const long = aLog()
    const lost = told(long.begins(0), long.fails(23 * hour), long.ends(23 * hour))
    expect(lost).toContainEqual(unknown)
    expect(lost).toContainEqual({ ...failed, packageId: null, dp: null, attempts: 1 })
  })

  it('is told at the end of the log where its thread wrote nothing more', () => {
    const { begins, fails } = aLog()
    expect(told(begins(0), fails(2 * hour))).toEqual([{ ...failed, packageId: 'XYZ0001A', dp: one, attempts: 1 }])
  })

  it('is told when the number of its thread begins other work', () => {
    const { begins, fails } = aLog()
    expect(told(begins(0), fails(2 * hour), begins(3 * hour, 'ABC000FF', other))).toEqual([
      { packageId: 'ABC000FF', dp: other, outcome: 'in-progress', attempts: 1, failures: 0, code: null },
      { ...failed, packageId: 'XYZ0001A', dp: one, attempts: 1 },
    ])
  })

  it('is of no package that was sent before Package Transfer Manager was started anew', () => {
    const { px, begins, fails, hands } = aLog()
    const restart = px(5, 2000, 'SMS_EXECUTIVE started SMS_PACKAGE_TRANSFER_MANAGER as thread ID 2040 (0x7F8).')
    expect(told(begins(0), restart, fails(6), hands(6, 'ABC000FF', other))).toEqual([
      { ...failed, packageId: 'ABC000FF', dp: other, attempts: 1 },
      unknown,
    ])
  })
})

describe('a success after hours of silence', () => {
  it('is the one big file that took so long', () => {
    const { px, begins, hands, ends } = aLog()
    const done = [
      px(5 * hour, 9, '~Sending completed successfully'),
      px(5 * hour, 9, `~Finished sending SWD package XYZ0001A version 1 to distribution point ${one}`),
    ]
    expect(told(begins(0), ...done, hands(5 * hour, 'XYZ0001A', one, 3), ends(5 * hour))).toMatchObject([
      { packageId: 'XYZ0001A', outcome: 'success', attempts: 1, failures: 0 },
    ])
  })
})

describe('lines that are kept back', () => {
  it('are not lost when the agent is stopped before the line that tells whose they are', () => {
    const { begins, fails, hands } = aLog()
    const lines = [...begins(0), ...fails(23 * hour), ...hands(23 * hour, 'ABC000FF', other)]
    const whole = happenings(lines)
    for (let stop = 1; stop < lines.length; stop += 1) expect(happenings(lines, stop), `stop ${stop}`).toEqual(whole)
    expect(whole.at(-1)).toBe('ABC000FF retryScheduled')
  })
})

/** What happens to which package, with the agent stopped and started again before line `stop`. */
function happenings(lines: readonly ReadLine[], stop?: number): readonly string[] {
  const { recognise } = entryRecogniser('PkgXferMgr.log')
  const made: DistributionEvent[] = []
  let correlator = createCorrelator()
  lines.forEach(({ entry, source }, index) => {
    if (index === stop) {
      const saved = new Map(correlator.stage().map(({ key, value }) => [key, value]))
      correlator = createCorrelator()
      correlator.restore(
        [...saved].flatMap(([key, value]) =>
          value === undefined ? [] : [{ key, value: JSON.parse(JSON.stringify(value)) as unknown }],
        ),
      )
    }
    const event = recognise(entry)
    if (event !== undefined) made.push(...correlator.accept(entry, event, source))
  })
  return made.flatMap((event) =>
    event.about === 'distribution' ? [`${event.subject.packageId ?? '?'} ${event.happening}`] : [],
  )
}
