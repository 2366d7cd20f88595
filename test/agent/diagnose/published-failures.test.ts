import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failureClass } from '../../../agent/diagnose/failure-class.ts'
import type { FailureFacts } from '../../../agent/diagnose/failure-facts.ts'
import { logOfFileName, recogniser } from '../../../parsers/recognise.ts'
import { facts } from './facts-builder.ts'

/** Excerpt, lines of it, what the article says it is; facts only where the lines alone do not tell. */
type Published = [file: string, lines: string, expected: object, about?: Partial<FailureFacts>]

const troubleshooting = 'docs/troubleshoot-content-distribution'
const published: Published[] = [
  [`${troubleshooting}.PkgXferMgr.log`, '1-8', { class: 'wmi-add-failed', code: '0x80041001', node: 'PCD-26' }],
  [`${troubleshooting}.PkgXferMgr.log`, '9-10', { class: 'throttled', code: undefined, node: 'PCD-25' }],
  [`${troubleshooting}.PkgXferMgr.log`, '11-14', { class: 'schedule-closed', code: '0x80004005', node: 'PCD-25' }],
  [`${troubleshooting}.PkgXferMgr.log`, '15-19', { class: 'sharing-violation-multi-thread' }, { threadsOnJob: 5 }],
  [`${troubleshooting}.PkgXferMgr.log`, '20-21', { class: 'pull-capacity', node: 'PCD-51' }, { pull: true }],
  [`${troubleshooting}.PkgXferMgr.log`, '22-26', { class: 'content-missing-site', code: '0x80070003' }],
  [`${troubleshooting}.PkgXferMgr.log`, '27-29', { class: 'content-missing-site', code: '0x80070003' }],
  [`${troubleshooting}.distmgr.log`, '1-1', { class: 'waiting-intersite', node: 'PCD-17' }],
  [`${troubleshooting}.distmgr.log`, '2-2', { class: 'threads-saturated', node: 'PCD-3' }],
  [`${troubleshooting}.distmgr.log`, '3-5', { class: 'network-path', code: '0x80070035', node: 'PCD-21' }],
  [`${troubleshooting}.distmgr.log`, '6-8', { class: 'source-access', code: '0x80070005' }, { level: 'package' }],
  [`${troubleshooting}.PullDP.log`, '1-2', { class: 'pull-signature-404', code: '0x80070002' }, { pull: true }],
  [
    `${troubleshooting}.DataTransferService.log`,
    '1-1',
    { class: 'pull-endpoint-mapper', node: 'PCD-56' },
    { pull: true },
  ],
  [
    'docs/package-distribution-to-remote-dp-fails.PkgXferMgr.log',
    '1-7',
    { class: 'logon-remote-library', code: '0x8007052E' },
  ],
  [
    'docs/boot-image-distribution-fails.distmgr.log',
    '1-7',
    { class: 'content-lookup-excluded-drive', code: '0x80070003' },
  ],
  [
    'docs/content-distribution-error-80070070.PkgXferMgr.log',
    '1-9',
    { class: 'branchcache-cache-full', code: '0x80070070' },
  ],
  [
    'docs/content-distribution-idispatch-error.distmgr.log',
    '1-11',
    { class: 'iis-components', code: '0x80041013' },
    { level: 'role' },
  ],
  [
    'docs/community-blog-dp-package-transfer-errors.PkgXferMgr.log',
    '1-8',
    { class: 'wmi-class-missing', code: '0x80041002' },
  ],
  ['docs/certificate-not-updated-on-pxe-dp.distmgr.log', '1-1', { class: 'pxe-password-key' }, { level: 'role' }],
  ['docs/slow-dp-installation-upgrade.distmgr.log', '1-1', { class: 'threads-saturated' }, { level: 'role' }],
  [
    'docs/kb-archive-q245579.distmgr.log',
    '1-2',
    { class: 'decompress-failed', code: '0x80070008' },
    { level: 'package' },
  ],
  [
    'docs/kb-archive-q267977.distmgr.log',
    '1-2',
    { class: 'decompress-failed', code: '0x8007000D' },
    { level: 'package' },
  ],
  ['docs/kb-archive-q319189.distmgr.log', '4-6', { class: 'status-db' }],
  [
    'docs/understand-package-actions.04-distribute-pull-dp.PkgXferMgr.log',
    '3-4',
    { class: 'pull-no-source' },
    { pull: true },
  ],
  [
    'docs/understand-package-actions.02-distribute-across-sites.site-PS1.despool.log',
    '9-11',
    { class: 'waiting-intersite', node: 'PCD-45' },
  ],
]

const corpus = join(import.meta.dirname, '../../corpus')
const { recognise } = recogniser()

/** The recognised lines of an excerpt; what a viewer or the disk put around a message is taken off. */
function linesOf(file: string, range: string) {
  const [first = 1, last = 1] = range.split('-').map(Number)
  const text = readFileSync(join(corpus, file), 'utf8')
  return text
    .split(/\r?\n/)
    .slice(first - 1, last)
    .map((line) =>
      line
        .replace(/\s*\$\$?<.*$|\s+SMS_DISTRIBUTION_MANAGER \d\d\.\d\d\.\d{4} .*$/, '')
        .replace(/^(Date Time\s+)?\w+\s+\d+ \(0x[0-9a-f]+\)\s+/i, ''),
    )
    .flatMap((message) => recognise(message, logOfFileName(file)) ?? [])
}

describe('published failures', () => {
  it.each(published)('%s, lines %s', (file, range, expected, about = {}) => {
    const lines = linesOf(file, range)
    expect(lines.length).toBeGreaterThan(0)
    expect(failureClass(facts(lines, about))).toMatchObject(expected)
  })

  it('a code that says nothing is replaced by what the DP wrote (a published DP log)', () => {
    const lines = linesOf(`${troubleshooting}.PkgXferMgr.log`, '1-8')
    const text = readFileSync(join(corpus, 'raw/smsdpprov-04.view.txt'), 'utf8').split(/\r?\n/)
    const dpLines = text.flatMap((message) => recognise(message, 'smsdpprov') ?? [])
    expect(failureClass(facts(lines, { dpLines }))).toMatchObject({
      class: 'provider-not-registered',
      code: '0x80040154',
    })
  })
})
