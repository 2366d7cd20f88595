// Lines pasted without thread numbers: what of them can be told, and what cannot.
import { describe, expect, it } from 'vitest'
import type { DistributionObject } from '../../../agent/account-objects.ts'
import { readInOrder } from '../../support/read-lines.ts'
import { entriesOf } from '../../support/recorded-logs.ts'

function told(lines: readonly string[], end = '\n'): readonly DistributionObject[] {
  const entries = entriesOf(`${lines.join('\n')}${end}`, { form: 'view' })
  const source = { host: '', log: 'pkgxfermgr', file: 'paste.txt' } as const
  return readInOrder(entries.map((entry) => ({ entry, source }))).account.distributions
}

type Job = { readonly job: number; readonly pkg: string; readonly version: number; readonly dp: string }
const x = { job: 700, pkg: 'XYZ0001A', version: 1, dp: 'PS1DP1.CONTOSO.COM' }
const a = { job: 701, pkg: 'ABC000FF', version: 2, dp: 'PS1DP2.CONTOSO.COM' }

const found = ({ job, pkg, version, dp }: Job): string =>
  `Found send request with ID: ${job}, Package: ${pkg}, Version:${version}, Priority: 2, Destination: ${dp}, DPPriority: 200`
const starts = ({ job, pkg, version, dp }: Job): string =>
  `Sending thread starting for Job: ${job}, package: ${pkg}, Version: ${version}, Priority: 2, server: ${dp}, DPPriority: 200`
const sends = ({ pkg, version }: Job): string => `Sending legacy content ${pkg}.${version} for package ${pkg}`
const adds = ({ pkg, version }: Job): string => `Adding setup.exe file in ${pkg}.${version}.`
const finishes = ({ pkg, version, dp }: Job): string =>
  `Finished sending SWD package ${pkg} version ${version} to distribution point ${dp}`
const status = ({ pkg, version, dp }: Job, number: number): string =>
  `Sent status to the distribution manager for pkg ${pkg}, version ${version}, status ${number} and distribution point ["Display=\\\\${dp}\\"]MSWNET:["SMS_SITE=PS1"]\\\\${dp}\\`
const fails = (count: number): readonly string[] => [
  'CSendFileAction::AddFile failed; 0x80041001',
  `Sending failed. Failure count = ${count}, Restart time = 3/1/2021 10:30:21 AM W. Europe Standard Time`,
]
const complete = 'Sending thread complete'

const identity = ({ packageId, dp }: DistributionObject) => `${packageId ?? '?'} ${dp ?? '?'}`
const both = ['ABC000FF PS1DP2.CONTOSO.COM', 'XYZ0001A PS1DP1.CONTOSO.COM']

describe('two transfers in one pasted text', () => {
  it('are two distributions, and a line that names neither is of neither', () => {
    const distributions = told([
      ...[found(x), found(a), starts(x), starts(a), sends(x), sends(a), adds(x)],
      ...[...fails(3), finishes(x), status(a, 4), status(x, 3), complete, complete],
    ])
    expect(distributions.map(identity).sort()).toEqual(both)
    expect(distributions.find(({ packageId }) => packageId === 'XYZ0001A')).toMatchObject({
      ...{ outcome: 'success', attempts: 1, failures: 0, failure: null, jobIds: ['700'], contentIds: ['XYZ0001A.1'] },
    })
    expect(distributions.find(({ packageId }) => packageId === 'ABC000FF')).toMatchObject({
      ...{ outcome: 'retrying', attempts: 1, failures: 0, failure: { class: 'unknown', code: null }, jobIds: ['701'] },
    })
  })

  it('tell whose a count is once the other one is known to be done', () => {
    const distributions = told([found(x), found(a), starts(x), starts(a), status(x, 3), ...fails(3), status(a, 4)])
    expect(distributions.find(({ packageId }) => packageId === 'XYZ0001A')).toMatchObject({ outcome: 'success' })
    expect(distributions.find(({ packageId }) => packageId === 'ABC000FF')).toMatchObject({
      ...{ outcome: 'retrying', failures: 3, failure: { code: '0x80041001' } },
    })
  })

  it('that follow each other are told whole', () => {
    const one = (job: Job) => [found(job), starts(job), sends(job), ...fails(1), status(job, 4), complete]
    expect(told([...one(x), ...one(a)])).toMatchObject([
      { attempts: 1, failures: 1, outcome: 'retrying', failure: { code: '0x80041001' } },
      { attempts: 1, failures: 1, outcome: 'retrying', failure: { code: '0x80041001' } },
    ])
  })

  it('of one package to two distribution points are not mixed by a line that names the package alone', () => {
    const other = { ...x, job: 702, dp: 'PS1DP3.CONTOSO.COM' }
    const distributions = told([starts(x), starts(other), sends(x), finishes(other), status(other, 3), status(x, 4)])
    expect(distributions.map(({ dp, outcome, attempts }) => [dp, outcome, attempts]).sort()).toEqual([
      ['PS1DP1.CONTOSO.COM', 'retrying', 1],
      ['PS1DP3.CONTOSO.COM', 'success', 1],
    ])
  })
})

describe('one transfer in a pasted text', () => {
  it('tried again is one distribution with two tries', () => {
    const once = (count: number) => [found(x), starts(x), ...fails(count), status(x, 4), complete]
    expect(told([...once(1), ...once(2)])).toMatchObject([{ attempts: 2, failures: 2, outcome: 'retrying' }])
  })

  it('without its start is told by what it names', () => {
    expect(told([...fails(2), status(x, 4)])).toMatchObject([{ packageId: 'XYZ0001A', failures: 2 }])
  })
})

describe('a text that ends in the middle of a name', () => {
  const head = 'SMS_PACKAGE_TRANSFER_MANAGER 3020 (0xbcc) '
  const cut = finishes(x).slice(0, -'1DP1.CONTOSO.COM'.length)

  it.each([
    ['with thread numbers', head],
    ['without', ''],
  ])('%s speaks of the distribution point that its thread works for', (_what, columns) => {
    const lines = [starts(x), sends(x), cut].map((line) => `${columns}${line}`)
    expect(told(lines, '').map(identity)).toEqual(['XYZ0001A PS1DP1.CONTOSO.COM'])
  })

  it('but a whole line says what it says', () => {
    const lines = [starts(x), cut].map((line) => `${head}${line}`)
    expect(told(lines).map(identity).sort()).toEqual(['XYZ0001A PS', 'XYZ0001A PS1DP1.CONTOSO.COM'])
  })
})
