import { describe, expect, it } from 'vitest'
import {
  classesOfCode,
  codeRules,
  failingLines,
  lastResorts,
  markers,
  observationClasses,
} from '../../../agent/diagnose/decision-order.ts'
import { failureClasses, type FailureClassRow } from '../../../agent/diagnose/failure-classes.ts'
import { canonicalCode } from '../../../parsers/result-code.ts'

/** The names of the failure taxonomy, in its order. */
const taxonomy = `waiting-intersite threads-saturated main-thread-hung source-access source-shared-folder source-locked
  network-path access-denied-dp logon-remote-library content-missing-site content-lookup-excluded-drive wrong-library-root
  wmi-add-failed wmi-class-missing provider-not-registered wmi-connect disk-full-dp disk-full-site branchcache-cache-full
  sharing-violation-multi-thread schedule-closed throttled pull-no-source pull-capacity pull-signature-404
  pull-endpoint-mapper pull-stalled pull-status-lost iis-components iis-anonymous-off pxe-password-key
  hash-mismatch-content hash-mismatch-contentinfo library-wmi-mismatch targeted-not-present decompress-failed status-db
  duplicate-version-rows dp-removal-retry dp-insert-rollback cancelled antivirus-lock unknown`.split(/\s+/)

const rows: [string, FailureClassRow][] = Object.entries(failureClasses)
const decisions = [...markers, ...codeRules, ...lastResorts]

describe('failureClasses', () => {
  it('has the classes of the taxonomy, no more and no less', () => {
    expect(Object.keys(failureClasses)).toEqual(taxonomy)
  })

  it.each(rows)('%s: an administrator on call can act on it', (_name, row) => {
    expect(row.cause).toMatch(/^[A-Z].{30,}\.$/s)
    // A remedy names a place or a thing to do, in whole sentences.
    expect(row.remedy).toMatch(/^[A-Z].{20,}[.)]$/s)
    expect(row.alert).toMatch(/\.$/)
    expect(row.node ?? 'PCD-1').toMatch(/^(PCD|CPD|PAD)-\d+$/)
    // Holes are well formed: a bracket with exactly one brace pair, nothing left over.
    expect((row.cause + row.remedy).replaceAll(/\[[^[\]{}]*\{\w+\}[^[\]{}]*\]/g, '')).not.toMatch(/[[\]{}]/)
  })

  it('heals by itself only where the taxonomy says yes or often', () => {
    const healing = rows.filter(([, { transience }]) => transience === 'yes' || transience === 'often')
    expect(healing.map(([name]) => name)).toEqual(
      `waiting-intersite source-locked network-path wmi-connect schedule-closed throttled pull-no-source pull-capacity
       dp-removal-retry antivirus-lock`.split(/\s+/),
    )
  })
})

describe('the decision tables', () => {
  it('lead to every class that a log can show', () => {
    const seen = new Set<string>([
      ...decisions.map((rule) => rule.class),
      ...observationClasses.map(([, name]) => name),
    ])
    const unreachable = rows.filter(([name]) => !seen.has(name)).map(([name]) => name)
    // Decided by outcome, by the kind of package, or only on clients and in the database.
    expect(unreachable).toEqual([
      'source-shared-folder',
      'iis-anonymous-off',
      'hash-mismatch-contentinfo',
      'dp-insert-rollback',
      'cancelled',
      'unknown',
    ])
  })

  it('name codes in their canonical form', () => {
    const codes = decisions.flatMap((rule) => rule.codes ?? [])
    expect(codes.filter((code) => canonicalCode(code) !== code)).toEqual([])
  })

  it('no row is hidden by an earlier one', () => {
    const hides = (rule: (typeof codeRules)[number], later: (typeof codeRules)[number]): boolean =>
      rule.level === undefined &&
      rule.pull === undefined &&
      rule.manyThreads === undefined &&
      rule.beside === undefined &&
      (rule.marks === undefined || (later.marks?.every((mark) => rule.marks?.includes(mark)) ?? false)) &&
      (rule.codes === undefined || (later.codes?.every((code) => rule.codes?.includes(code)) ?? false))
    const hidden = codeRules.filter((later, at) => codeRules.slice(0, at).some((rule) => hides(rule, later)))
    expect(hidden).toEqual([])
  })

  it('read codes only from lines that fail', () => {
    const marks = codeRules.flatMap((rule) => rule.marks ?? [])
    expect(marks.filter((mark) => !failingLines.includes(mark))).toEqual([])
  })

  it('tell what a code can mean', () => {
    expect(classesOfCode('0x80070005')).toEqual(['logon-remote-library', 'access-denied-dp'])
    expect(classesOfCode('0x80041001')).toEqual(['wmi-add-failed'])
    expect(classesOfCode('0x12345678')).toEqual([])
  })
})
