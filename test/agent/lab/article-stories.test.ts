import { describe, expect, it } from 'vitest'
import { articleHierarchy, articleLasting } from '../../support/article-hierarchy.ts'
import {
  countOf,
  furthest,
  linesOf,
  sequencesOf,
  without,
  type Sequence,
  type Written,
} from '../../support/article-stories.ts'

const stories = [
  'understand-package-actions.01-create',
  'understand-package-actions.02-distribute-across-sites',
  'understand-package-actions.03-distribute-standard-dp',
  'understand-package-actions.04-distribute-pull-dp',
  'understand-package-actions.05-update',
  'understand-package-actions.06-redistribute',
  'dp-installation-upgrade-configuration.01-install',
  'dp-installation-upgrade-configuration.02-upgrade',
  'dp-installation-upgrade-configuration.03-change',
  'dp-installation-upgrade-configuration.04-removal',
  'components-and-threads.thread-start',
]
const written = linesOf(articleHierarchy(), articleLasting)

/** Lines up to the first that no thread says in this order; none is missing when it is the end. */
const told = ({ file, thread, log, lines }: Sequence, by: Written) => {
  const reached = furthest({ log, thread, lines }, by)
  return { file, thread, missing: lines[reached] }
}
const whole = ({ file, thread }: Sequence) => ({ file, thread, missing: undefined })

describe.each(stories)('%s', (story) => {
  const sequences = sequencesOf(story)

  it('is told line by line, in order and thread by thread', () => {
    expect(sequences.length).toBeGreaterThan(0)
    expect(sequences.map((one) => told(one, written))).toEqual(sequences.map(whole))
  })

  it('is not told any more when one of its lines is left out', () => {
    for (const one of sequences) {
      for (const { signature } of one.lines)
        expect(told(one, without(signature, written)).missing, `${one.file} without ${signature}`).toBeDefined()
    }
  })
})

describe('another scenario', () => {
  const count = (lines: Written, signature: string): number => countOf(signature, lines)

  it('has the lines that its DPs, sites and contents ask for', () => {
    const plan = articleHierarchy()
    const add = plan.distributionPoints.find(({ name }) => name === 'PS1DP1.CONTOSO.COM')!
    const more = ['PS1DP7.CONTOSO.COM', 'PS1DP8.CONTOSO.COM', 'PS2DP7.CONTOSO.COM'].map((name) => ({
      ...add,
      name,
      site: name.slice(0, 3),
    }))
    const wider = {
      ...plan,
      distributionPoints: [...plan.distributionPoints, ...more],
      // The package of the first story goes to three more DPs, two of them here and one at another site.
      actions: plan.actions.map((one) =>
        one.do === 'distribute' && one.packages.includes('CS100014')
          ? { ...one, to: [...one.to, ...more.map(({ name }) => name)] }
          : one,
      ),
    }
    const other = linesOf(wider, articleLasting)
    const grows = (signature: string): number => count(other, signature) - count(written, signature)
    // Version 1 is sent, version 2 updates it: twice three DP threads, jobs and contents.
    expect(grows('DM-073')).toBe(6)
    expect(grows('DM-085')).toBe(6)
    expect(grows('PX-012')).toBe(6)
    expect(grows('PX-015')).toBe(6)
    expect(grows('DP-001')).toBe(6)
    // And one more site gets the compressed copy of both.
    expect(grows('DM-066')).toBe(2)
    expect(grows('SN-016')).toBe(2)
    expect(grows('DS-015')).toBe(2)
  })

  it('prints one set of lines per content and file', () => {
    const plan = articleHierarchy()
    const packages = plan.packages.map((one) =>
      one.kind === 'updates' ? { ...one, files: { ...one.files, count: one.files.count + 1 } } : one,
    )
    const other = linesOf({ ...plan, packages }, articleLasting)
    expect(count(other, 'PX-016') - count(written, 'PX-016')).toBe(2) // both versions, to one push DP
    expect(count(other, 'PX-018') - count(written, 'PX-018')).toBe(1) // the file did not change
  })
})
