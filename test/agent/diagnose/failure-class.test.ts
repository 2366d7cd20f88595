import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureClass } from '../../../agent/diagnose/failure-class.ts'
import { failureClasses } from '../../../agent/diagnose/failure-classes.ts'
import { codeRules, failingLines, lastResorts, markers } from '../../../agent/diagnose/decision-order.ts'
import type { FailureFacts, FailureLine, Observation } from '../../../agent/diagnose/failure-facts.ts'
import { coded, facts, line, status } from './facts-builder.ts'

type Case = [name: string, given: FailureFacts, expected: { class: string; code?: string; node?: string }]

/** Lines as the articles and the reference show them, per class. */
const cases: readonly Case[] = [
  ['not arrived', facts([line('DM-054', { site: 'CS1' })]), { class: 'waiting-intersite', node: 'PCD-17' }],
  [
    'despooler waits',
    facts([line('DS-006'), line('DS-007', { n: '12' })]),
    { class: 'waiting-intersite', node: 'PCD-45' },
  ],
  ['stale stored version', facts([line('DM-213')]), { class: 'waiting-intersite', node: 'PCD-17' }],
  [
    'no free package thread',
    facts([line('DM-023', { n: '3', m: '3' })], { level: 'package' }),
    { class: 'threads-saturated', node: 'PCD-3' },
  ],
  ['no free upgrade thread', facts([line('DM-123')], { level: 'role' }), { class: 'threads-saturated' }],
  ['source denied', snapshot('5'), { class: 'source-access', code: '0x80070005', node: 'PCD-8' }],
  ['source missing', snapshot('3'), { class: 'source-access', code: '0x80070003', node: 'PCD-8' }],
  ['source server gone', snapshot('53'), { class: 'source-access', code: '0x80070035', node: 'PCD-8' }],
  [
    'source told by status only',
    facts([status(2306)], { level: 'package' }),
    { class: 'source-access', node: 'PCD-8' },
  ],
  ['source locked', snapshot('32'), { class: 'source-locked', code: '0x80070020', node: 'PCD-10' }],
  ['site disk full', snapshot('112'), { class: 'disk-full-site', code: '0x80070070', node: 'PCD-9' }],
  ['site disk full while unpacking', facts([coded('DM-220', '112')]), { class: 'disk-full-site' }],
  [
    'ADMIN$ unreachable',
    facts([coded('DM-079', '0x35'), coded('DM-080', '53'), line('DM-081')]),
    { class: 'network-path', code: '0x80070035', node: 'PCD-21' },
  ],
  [
    'ADMIN$ missing',
    facts([coded('DM-079', '0x3'), coded('DM-080', '3')]),
    { class: 'network-path', code: '0x80070003' },
  ],
  ['ADMIN$ fails oddly', facts([coded('DM-080', '1')]), { class: 'network-path', code: '0x80070001' }],
  [
    'network lost in a file',
    facts([coded('PX-064', '0x80070040'), line('PX-060')]),
    { class: 'network-path', code: '0x80070040', node: 'PCD-26' },
  ],
  [
    'ADMIN$ denied',
    facts([coded('DM-079', '0x5'), coded('DM-080', '5')]),
    { class: 'access-denied-dp', code: '0x80070005', node: 'PCD-21' },
  ],
  ['ADMIN$ logon refused', facts([coded('DM-079', '0x52e')]), { class: 'access-denied-dp', code: '0x8007052E' }],
  ['denied while adding', facts([coded('PX-062', '0x80070005')]), { class: 'access-denied-dp', node: 'PCD-26' }],
  ['DP not connected, status only', facts([status(2391)]), { class: 'access-denied-dp' }],
  [
    'remote library',
    facts([line('PX-069', { text: 'FABRIKAM\\svc' }), coded('PX-066', '0x8007052e'), coded('PX-064', '0x8007052e')]),
    { class: 'logon-remote-library', code: '0x8007052E', node: 'PCD-26' },
  ],
  ['remote library denied', facts([line('PX-069'), coded('PX-066', '0x80070005')]), { class: 'logon-remote-library' }],
  [
    'site library lacks files',
    facts([coded('PX-066', '0x80070003'), coded('PX-064', '0x80070003'), coded('PX-065', '0x80070003')]),
    { class: 'content-missing-site', code: '0x80070003', node: 'PCD-26' },
  ],
  [
    'site library lacks files, inner line lost',
    facts([coded('PX-065', '0x80070002')]),
    { class: 'content-missing-site', code: '0x80070002' },
  ],
  [
    'excluded drive',
    facts([
      coded('DM-194', '0x80070003'),
      coded('DM-195', '0x80070003'),
      coded('DM-196', '0x80070003'),
      line('DM-081'),
    ]),
    { class: 'content-lookup-excluded-drive', node: 'PCD-27' },
  ],
  [
    'library root',
    facts([line('PX-018', { path: 'D:\\SMS\\bin\\x64\\FileLib\\AB12\\AB12' }), coded('PX-066', '0x80070003')]),
    { class: 'wrong-library-root' },
  ],
  ['provider refuses', addFile('0x80041001'), { class: 'wmi-add-failed', code: '0x80041001', node: 'PCD-26' }],
  [
    'provider classes gone',
    facts([line('PX-067'), coded('PX-061', '0x80041002'), coded('PX-063', '0x80041002')]),
    { class: 'wmi-class-missing', code: '0x80041002', node: 'PCD-26' },
  ],
  ['provider classes gone, no code', facts([line('PX-067'), line('PX-060')]), { class: 'wmi-class-missing' }],
  [
    'provider not registered',
    addFile('0x80041001', [coded('DP-006', '0x80040154'), coded('DP-007', '0X80040154')]),
    { class: 'provider-not-registered', code: '0x80040154', node: 'PCD-26' },
  ],
  [
    'provider not registered, DP log alone',
    facts([], { dpLines: [coded('DP-007', '0X80040154')] }),
    { class: 'provider-not-registered', code: '0x80040154', node: 'PCD-26' },
  ],
  ['RPC blocked', facts([coded('PX-064', '0x800706BA')]), { class: 'wmi-connect', code: '0x800706BA' }],
  ['RPC blocked, connecting', facts([coded('DM-080', '1722')]), { class: 'wmi-connect', code: '0x800706BA' }],
  [
    'DP disk full',
    facts([coded('PX-064', '0x80070070')]),
    { class: 'disk-full-dp', code: '0x80070070', node: 'PCD-26' },
  ],
  [
    'DP disk full, told by the DP',
    addFile('0x80041001', [coded('DP-006', '0x80070070')]),
    { class: 'disk-full-dp', code: '0x80070070' },
  ],
  [
    'cloud upload',
    facts([line('PX-070'), coded('PX-071', '0x80070070')]),
    { class: 'branchcache-cache-full', code: '0x80070070' },
  ],
  [
    'one job, five threads',
    facts(
      Array.from({ length: 5 }, () => line('PX-012', { jobId: '12771' })),
      { threadsOnJob: 5 },
    ),
    { class: 'sharing-violation-multi-thread', node: 'PCD-26' },
  ],
  [
    'one job, two threads, locked',
    facts([line('PX-012'), coded('PX-064', '0x80070020')], { threadsOnJob: 2 }),
    { class: 'sharing-violation-multi-thread', code: '0x80070020' },
  ],
  [
    'window closed',
    facts([line('PX-053'), line('PX-054'), coded('PX-064', '0x80004005'), line('PX-060')]),
    { class: 'schedule-closed', code: '0x80004005', node: 'PCD-25' },
  ],
  ['throttled', facts([line('PX-050'), line('PX-051'), line('PX-052')]), { class: 'throttled', node: 'PCD-25' }],
  [
    'no source',
    facts([line('PX-044'), line('PX-043', { n: '1', m: '30' })], { pull: true }),
    { class: 'pull-no-source', node: 'PCD-50' },
  ],
  ['no source, status only', facts([status(8212)], { pull: true }), { class: 'pull-no-source', node: 'PCD-50' }],
  [
    'pull DP full',
    facts([line('PX-045', { n: '50' }), line('PX-046')], { pull: true }),
    { class: 'pull-capacity', node: 'PCD-51' },
  ],
  ['pull DP full, status only', facts([status(8211)], { pull: true }), { class: 'pull-capacity', node: 'PCD-51' }],
  [
    'no signature file',
    facts([coded('PD-021', '0x80070002')], { pull: true }),
    { class: 'pull-signature-404', code: '0x80070002', node: 'PCD-55' },
  ],
  [
    'no endpoint, pulling',
    facts([coded('PD-021', '0x800706D9')], { pull: true }),
    { class: 'pull-endpoint-mapper', node: 'PCD-56' },
  ],
  ['no endpoint, pushing', facts([coded('PX-064', '0x800706D9')]), { class: 'wmi-connect', code: '0x800706D9' }],
  [
    'IIS lacks parts',
    facts([coded('DM-155', '0x80041013'), line('DM-156', { text: 'IDispatch error #3603' })], { level: 'role' }),
    { class: 'iis-components', code: '0x80041013', node: 'PCD-27' },
  ],
  [
    'IIS lacks parts, dispatch error first',
    facts([line('DM-157', { text: 'IDispatch error #3603' })], { level: 'role' }),
    { class: 'iis-components', code: '0x80041013' },
  ],
  [
    'IIS lacks parts, GLE',
    facts([coded('DM-159', '1168'), line('DM-160')], { level: 'role' }),
    { class: 'iis-components', code: '0x80070490' },
  ],
  ['PXE password', facts([line('DM-153')], { level: 'role' }), { class: 'pxe-password-key' }],
  ['validation: hash', facts([status(2382)]), { class: 'hash-mismatch-content', node: 'PCD-70' }],
  ['validation: lists', facts([status(2388)]), { class: 'library-wmi-mismatch', node: 'PCD-70' }],
  [
    'unpacking',
    facts([coded('DM-220', '13'), line('DM-221', { n: '4' })], { level: 'package' }),
    { class: 'decompress-failed', code: '0x8007000D', node: 'PCD-45' },
  ],
  [
    'unpacking, secondary site',
    facts([line('DM-213'), coded('DM-214', '8')], { level: 'package' }),
    { class: 'decompress-failed', code: '0x80070008' },
  ],
  [
    'database row',
    facts([line('DM-218', { n: '10007' }), line('DM-219', { n: '99901' }), coded('DM-217', '3')]),
    { class: 'status-db', code: '0x80070003' },
  ],
  ['doubled rows', facts([line('DM-219', { n: '8672' })]), { class: 'duplicate-version-rows' }],
  [
    'DP folder held',
    facts([coded('DM-176', '5')], { level: 'role' }),
    { class: 'dp-removal-retry', code: '0x80070005', node: 'PCD-62' },
  ],
  ['library file locked', facts([coded('PX-064', '0x80070020')]), { class: 'antivirus-lock', code: '0x80070020' }],
  [
    'library file locked on the DP',
    addFile('0x80041001', [coded('DP-006', '0x80070020')]),
    { class: 'antivirus-lock' },
  ],
  [
    'cancelled',
    facts([coded('PX-064', '0x80070005')], { observations: ['cancelled-by-administrator'] }),
    { class: 'cancelled', node: 'PCD-31' },
  ],
  ['nothing known', facts([coded('PX-064', '0x800704D3')]), { class: 'unknown', code: '0x800704D3', node: 'PCD-26' }],
  ['no lines at all', facts([]), { class: 'unknown' }],
  ...observed('main-thread-hung', 'main-thread-hung'),
  ...observed('threads-saturated', 'threads-saturated'),
  ...observed('pull-jobs-piled-up', 'pull-stalled'),
  ...observed('content-arrived-status-open', 'pull-status-lost'),
  ...observed('content-hash-differs', 'hash-mismatch-content'),
  ...observed('package-lists-differ', 'library-wmi-mismatch'),
  ...observed('targeted-but-absent', 'targeted-not-present'),
  [
    'update package without source',
    { ...snapshot('3'), observations: ['shared-source'] },
    { class: 'source-shared-folder', code: '0x80070003' },
  ],
  ['update package without rights', { ...snapshot('5'), observations: ['shared-source'] }, { class: 'source-access' }],
]

function snapshot(resultCode: string): FailureFacts {
  const lines = [
    line('DM-036', { path: '\\\\PS1SITE\\PKGSOURCE\\Tools' }),
    line('DM-055', { path: '\\\\PS1SITE\\PKGSOURCE\\Tools', resultCode }),
    line('DM-056'),
  ]
  return facts(lines, { stage: 'snapshot', level: 'package' })
}

function addFile(code: string, dpLines: readonly FailureLine[] = []): FailureFacts {
  return facts([coded('PX-061', code), coded('PX-062', code), line('PX-054'), coded('PX-064', code), line('PX-060')], {
    dpLines,
  })
}

function observed(observation: Observation, name: string): Case[] {
  return [[`seen: ${observation}`, facts([], { observations: [observation] }), { class: name }]]
}

describe('failureClass', () => {
  it.each(cases)('%s', (_name, given, expected) => {
    expect(failureClass(given)).toMatchObject(expected)
  })

  it('reaches every class that any of our logs or the library can show', () => {
    const outOfReach = ['iis-anonymous-off', 'hash-mismatch-contentinfo', 'dp-insert-rollback']
    const reached = new Set(cases.map(([, , expected]) => expected.class))
    expect(Object.keys(failureClasses).filter((name) => !reached.has(name))).toEqual(outOfReach)
  })

  it('judges by the newest try that says anything', () => {
    const first = [coded('PX-064', '0x80070070'), line('PX-060', { n: '1' })]
    const second = [coded('PX-064', '0x80070040'), line('PX-060', { n: '2' })]
    expect(failureClass(facts([...first, ...second])).class).toBe('network-path')
    expect(failureClass(facts([...first, line('PX-012')])).class).toBe('disk-full-dp')
    expect(failureClass(facts([...first, coded('PX-064', '0x800704D3'), line('PX-060')])).class).toBe('unknown')
  })

  it('does not take a throttled try before the failing one for the cause', () => {
    expect(failureClass(facts([line('PX-050'), coded('PX-061', '0x80041002')])).class).toBe('wmi-class-missing')
  })

  it('keeps a specific code of the site server whatever the DP says', () => {
    const given = facts([coded('PX-062', '0x80070070')], { dpLines: [coded('DP-006', '0x80040154')] })
    expect(failureClass(given)).toMatchObject({ class: 'disk-full-dp', code: '0x80070070' })
  })

  it('replaces 0x80004005 by the reason of the DP, unless the window closed', () => {
    const dpLines = [coded('DP-006', '0x80070020')]
    expect(failureClass(facts([coded('PX-064', '0x80004005')], { dpLines })).class).toBe('antivirus-lock')
    expect(failureClass(facts([coded('PX-064', '0x80004005')])).class).toBe('unknown')
    expect(failureClass(facts([line('PX-053'), coded('PX-064', '0x80004005')], { dpLines })).class).toBe(
      'schedule-closed',
    )
  })

  it('looks behind a generic code in the DP log for the specific one', () => {
    const given = addFile('0x80041001', [coded('DP-006', '0x80004005'), coded('DP-007', '0x80040154')])
    expect(failureClass(given).class).toBe('provider-not-registered')
  })

  it('uses the code the tracker kept when its line is gone', () => {
    expect(failureClass(facts([line('PX-060')], { code: '0x80070035' }))).toMatchObject({
      class: 'network-path',
      code: '0x80070035',
    })
  })

  it('takes no code from harmless lines', () => {
    expect(failureClass(facts([coded('DP-031', '0x80070002'), coded('DM-154', '0x80070005')])).class).toBe('unknown')
  })

  it('hands back the lines that decided, the same objects', () => {
    const inner = coded('PX-061', '0x80041001')
    const reason = coded('DP-006', '0x80040154')
    const given = facts([line('PX-012'), inner, coded('PX-062', '0x80041001')], { dpLines: [reason] })
    expect(failureClass(given).decidedBy).toEqual([inner, reason])
    expect(failureClass(given).decidedBy[1]).toBe(reason)
  })

  it('names the code', () => {
    expect(failureClass(addFile('0x80041001')).codeName).toBe('WBEM_E_FAILED')
    expect(failureClass(facts([coded('PX-064', '0x8FFFFFFF')])).codeName).toBeUndefined()
  })

  it('names what the lines name, and leaves out what they do not', () => {
    expect(failureClass(snapshot('5')).cause).toContain('source \\\\PS1SITE\\PKGSOURCE\\Tools,')
    const bare = failureClass(facts([status(2306)], { level: 'package' }))
    expect(bare.cause).toContain('the package source, or')
    expect(bare.cause + bare.remedy).not.toMatch(/[{}]/)
  })

  it('names what others know when no line of the failure does', () => {
    const lines = [coded('PX-066', '0x80070003')]
    expect(failureClass(facts(lines)).cause).toContain('files of the content, so')
    expect(failureClass(facts(lines, { names: { contentId: 'PS100024.1' } })).cause).toContain('content PS100024.1, so')
  })

  it('says when the log level hides the reason', () => {
    expect(failureClass(facts([line('PX-060')], { logLevel: 3 })).remedy).toContain('LoggingLevel to 1')
    expect(failureClass(facts([line('PX-060')], { logLevel: 1 })).remedy).not.toContain('LoggingLevel')
  })

  it('gives a class for every combination of lines and codes, and never throws', () => {
    const signatures = [...failingLines, ...[...markers, ...lastResorts].flatMap(({ marks = [] }) => marks)]
    const codes = [
      ...codeRules.flatMap(({ codes: some = [] }) => some),
      '',
      'IDispatch error #9',
      '0x0',
      '-1',
      'x'.repeat(99),
    ]
    const anyLine = fc.record({
      signature: fc.oneof(fc.constantFrom(...signatures), fc.string()),
      fields: fc.option(
        fc.dictionary(
          fc.constantFrom('resultCode', 'text', 'n', 'm', 'path', 'contentId', 'statusMessageId', '__proto__'),
          fc.oneof(fc.constantFrom(...codes), fc.string(), fc.integer()),
        ),
        { nil: undefined },
      ),
    })
    const anyFacts = fc.record({
      stage: fc.constantFrom(undefined, 'snapshot' as const, 'transfer' as const),
      level: fc.constantFrom('package' as const, 'dp' as const, 'role' as const),
      pull: fc.boolean(),
      lines: fc.array(anyLine, { maxLength: 8 }),
      dpLines: fc.array(anyLine, { maxLength: 4 }),
      threadsOnJob: fc.integer({ min: 0, max: 6 }),
      code: fc.option(fc.oneof(fc.constantFrom(...codes), fc.string()), { nil: undefined }),
    })
    fc.assert(
      fc.property(anyFacts, (given) => {
        const diagnosis = failureClass(given)
        expect(Object.keys(failureClasses)).toContain(diagnosis.class)
        const all: readonly unknown[] = [...given.lines, ...given.dpLines]
        expect(diagnosis.decidedBy.every((decided) => all.includes(decided))).toBe(true)
        expect(diagnosis.cause + diagnosis.remedy).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a status message that names no reason', () => {
  it.each([
    [2302, 'package could not be processed'],
    [2328, 'package could not be copied to the DP'],
    [8203, 'package could not be updated on the DP'],
    [8211, 'package could not be updated on the DP; also when a pull DP is full'],
  ])('%i stays unknown, and its words are told', (id, words) => {
    expect(failureClass(facts([status(id)]))).toMatchObject({
      class: 'unknown',
      cause: `The log names no reason that is known here. Status message ${id} says only: ${words}.`,
    })
  })

  it('leaves the word to a line that does, before or after it', () => {
    for (const lines of [
      [coded('PX-064', '0x80070070'), status(8203)],
      [status(8203), coded('PX-064', '0x80070070')],
    ]) {
      const { class: name, cause } = failureClass(facts(lines))
      expect(name).toBe('disk-full-dp')
      expect(cause).not.toContain('Status message')
    }
  })

  it('8211 of a pull DP is that it is full', () => {
    expect(failureClass(facts([status(8211)], { pull: true })).class).toBe('pull-capacity')
  })

  it('says nothing beside a code that nobody knows', () => {
    expect(failureClass(facts([coded('PX-064', '0x800704D3'), status(8203)])).cause).not.toContain('Status message')
  })
})
