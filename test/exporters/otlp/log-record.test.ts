import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isForwarded, logRecord, recordUid, type EntryFacts } from '../../../exporters/otlp/log-record.ts'

const entry: EntryFacts = {
  time: 1_000,
  observed: 2_000,
  severity: 'warning',
  message: 'Content is at \\\\SRV\\Source$\\Apps\\7zip',
  file: 'logs/distmgr.log',
  component: 'SMS_DISTRIBUTION_MANAGER',
  thread: 5800,
  code: undefined,
  packageId: 'PS100039',
  packageVersion: undefined,
  dp: undefined,
  generation: 'abc',
  offset: 10,
  length: 20,
}

describe('a log record', () => {
  it('carries what is known and nothing else', () => {
    expect(logRecord(entry, undefined)).toEqual({
      time: 1_000,
      observed: 2_000,
      severityNumber: 13,
      severityText: 'WARN',
      body: 'Content is at \\\\SRV\\***',
      attributes: {
        'log.record.uid': recordUid(entry),
        'log.file.name': 'distmgr.log',
        'thread.id': 5800,
        'cm.component': 'SMS_DISTRIBUTION_MANAGER',
        'cm.package.id': 'PS100039',
      },
      span: undefined,
    })
  })

  it('is known again by its place', () => {
    const uid = createHash('sha256').update('abc|10|20').digest('hex').slice(0, 32)
    expect(recordUid(entry)).toBe(uid)
    for (const other of [{ generation: 'abd' }, { offset: 11 }, { length: 21 }]) {
      expect(recordUid({ ...entry, ...other })).not.toBe(uid)
    }
  })

  it.each([
    ['failures', [false, false, false, true]],
    ['warnings', [false, false, true, true]],
    ['all', [true, true, true, true]],
    ['none', [false, false, false, false]],
  ] as const)('is forwarded as "%s" says', (setting, expected) => {
    const severities = ['unknown', 'info', 'warning', 'error'] as const
    expect(severities.map((severity) => isForwarded(severity, setting))).toEqual(expected)
  })
})
