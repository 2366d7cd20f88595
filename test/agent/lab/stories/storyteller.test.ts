import { describe, expect, it } from 'vitest'
import { writtenLine } from '../../../../agent/lab/scribe.ts'
import { courses, processings, type CourseName, type ProcessingName } from '../../../../agent/lab/stories/courses.ts'
import { smallSite } from '../../../../agent/lab/stories/small-site.ts'
import { minutes } from '../../../../agent/lab/stories/steps.ts'
import type { Story } from '../../../../agent/lab/stories/story.ts'
import { tellStory } from '../../../../agent/lab/stories/storyteller.ts'
import type { Host, Utterance } from '../../../../agent/lab/utterance.ts'
import { recogniser } from '../../../../parsers/recognise.ts'
import { readEntries } from '../read-entries.ts'

const start = Date.UTC(2026, 0, 5, 8)
const siteServer: Host = { name: smallSite.site.server, site: 'PS1', biasMinutes: -60, skewMs: 0, processId: 4020 }

function tell(story: Story, until: number, speed = 1, seed = 7): readonly Utterance[] {
  const told: Utterance[] = []
  const telling = { seed, start, speed, siteServer, zoneName: 'W. Europe Standard Time' }
  for (const utterance of tellStory(story, telling)) {
    if (utterance.at >= start + until / speed) break
    told.push(utterance)
  }
  return told
}

/** One package to one DP. */
const oneAct = (course: CourseName, processing: ProcessingName = 'distribute'): Story => ({
  ...smallSite,
  acts: [{ at: 0, package: 'PS100022', processing, to: { 'PS1DP1.CONTOSO.COM': course } }],
})

const signatures = (told: readonly Utterance[], log: string): string[] =>
  told.flatMap(({ words, ...said }) => {
    if (said.log !== log) return []
    return 'signature' in words ? words.signature : `status ${String(words.statusMessage.id)}`
  })

describe('tellStory', () => {
  const told = tell(smallSite, minutes(150))

  it('says nothing out of order, and the same with the same seed', () => {
    expect(told.every(({ at }, index) => index === 0 || at >= (told[index - 1]?.at ?? 0))).toBe(true)
    expect(tell(smallSite, minutes(150))).toEqual(told)
    expect(tell(smallSite, minutes(150), 1, 8)).not.toEqual(told)
  })

  it('writes lines that are read back as what was said', () => {
    const { recognise } = recogniser()
    for (const utterance of told) {
      const host = { ...siteServer, name: utterance.host }
      const { entries } = readEntries(writtenLine(utterance, host).entry)
      const { words } = utterance
      const raised = 'statusMessage' in words
      const said = raised ? (utterance.log === 'pkgxfermgr' ? 'PX-200' : 'DM-200') : words.signature
      // despool.log has no row of its own for status messages.
      const event = recognise(entries[0]?.message ?? '', said === 'DM-200' ? 'distmgr' : utterance.log)
      expect(event?.signature, entries[0]?.message).toBe(said)
      if (raised) continue
      // An empty hole (Related=) and a code that means success need not come back; everything else must.
      const fields = Object.entries(words.fields).filter(([, value]) => value !== '' && value !== '0x00000000')
      const back = Object.fromEntries(
        fields.map(([name, value]) => [name, name === 'threadId' || name === 'resultCode' ? value : String(value)]),
      )
      if (words.shape === undefined) expect(event?.fields).toMatchObject(back)
    }
  })

  it('agrees in GMTDATE and bias, and in the thread that a status message names', () => {
    const text = told.filter(({ host }) => host === siteServer.name).map((one) => writtenLine(one, siteServer).entry)
    const { entries, counts } = readEntries(text.join(''))
    expect(counts.gmtDisagreed).toBe(0)
    expect(counts.gmtAgreed).toBeGreaterThan(50)
    const wrong = entries.filter(({ statusMessage, thread }) => statusMessage && statusMessage.threadId !== thread)
    expect(wrong).toEqual([])
  })

  it('lets every thread begin before it speaks and end once, and uses its number again', () => {
    const live = new Map<number, string>()
    let reused = 0
    const seen = new Set<number>()
    for (const { host, log, thread, words } of told) {
      if (host !== siteServer.name || !('signature' in words)) continue
      if (['DM-024', 'DM-073', 'PX-011'].includes(words.signature)) {
        const begun = Number(words.fields['threadId'])
        expect(live.has(begun)).toBe(false)
        if (seen.has(begun)) reused++
        seen.add(begun)
        live.set(begun, words.signature)
      }
      if (['DM-030', 'DM-053', 'DM-075', 'DM-085', 'PX-012', 'PX-060', 'PX-031'].includes(words.signature)) {
        expect(live.has(thread), `${log} ${words.signature}`).toBe(true)
      }
      if (words.signature === 'DM-086') live.delete(Number(words.fields['threadId']))
      if (['DM-053', 'PX-031', 'PX-032'].includes(words.signature)) live.delete(thread)
    }
    expect(reused).toBeGreaterThan(10)
  })

  it('lets a thread that never ends finish one thing before it begins the next', () => {
    const saidBy = (firstRow: string, rows: readonly string[]): string =>
      told
        .flatMap(({ words }) => ('signature' in words && rows.includes(words.signature) ? [words.signature] : []))
        .map((signature) => (signature === firstRow ? ` ${signature}` : signature))
        .join('')
    expect(saidBy('PX-001', ['PX-001', 'PX-010', 'PX-011'])).toMatch(/^( PX-001PX-010PX-011)+$/)
    expect(saidBy('DM-020', ['DM-020', 'DM-022', 'DM-024'])).toMatch(/^( DM-020DM-022DM-024)+$/)
    expect(saidBy('DM-100', ['DM-100', 'DM-101', 'DM-102', 'DM-104'])).toMatch(/^( DM-100DM-101DM-102DM-104)+$/)
    const events = told.flatMap(({ log, words }) => (log === 'smsdbmon' && 'signature' in words ? [words] : []))
    const numbers = events.map(({ fields }) => Number(fields['seq']))
    expect(numbers.every((number, index) => index % 2 === 0 || number === numbers[index - 1])).toBe(true)
    expect(new Set(numbers).size).toBe(numbers.length / 2)
  })

  it('never processes more packages, nor runs more DP threads, than the site has threads', () => {
    let packages = 0
    let dpThreads = 0
    for (const signature of signatures(told, 'distmgr')) {
      packages += signature === 'DM-024' ? 1 : signature === 'DM-053' ? -1 : 0
      dpThreads += signature === 'DM-073' ? 1 : signature === 'DM-086' ? -1 : 0
      expect(packages).toBeLessThanOrEqual(3)
      expect(dpThreads).toBeLessThanOrEqual(3 * 5)
    }
  })

  it('tries again under the same job at the printed time, counting on', () => {
    const failures = tell(oneAct('disk full'), minutes(100)).filter(
      ({ words }) => 'signature' in words && words.signature === 'PX-060',
    )
    const said = failures.map(({ words }) => ('signature' in words ? words.fields : {}))
    expect(said.map(({ n }) => Number(n))).toEqual([1, 2, 3, 4])
    expect(new Set(jobsOf(tell(oneAct('disk full'), minutes(100)))).size).toBe(1)
    expect(String(said[0]?.['restartTime'])).toMatch(/^1\/5\/2026 9:3\d:\d\d AM W\. Europe Standard Time$/)
  })

  it('runs the same story faster, printed times included', () => {
    const fast = tell(oneAct('disk full'), minutes(100), 100)
    expect(signatures(fast, 'pkgxfermgr')).toEqual(signatures(tell(oneAct('disk full'), minutes(100)), 'pkgxfermgr'))
    expect((fast.at(-1)?.at ?? 0) - start).toBeLessThan(minutes(1))
    const first = fast.find(({ words }) => 'signature' in words && words.signature === 'PX-060')
    const words = first?.words ?? { signature: '', fields: {} }
    expect('signature' in words ? words.fields['restartTime'] : '').toMatch(/^1\/5\/2026 9:00:(18|19|20) AM/)
  })

  it('comes again with the next version', () => {
    const story: Story = {
      ...smallSite,
      acts: [
        {
          at: 0,
          package: 'PS100025',
          processing: 'update',
          to: { 'PS1DP1.CONTOSO.COM': 'arrives' },
          every: minutes(20),
        },
      ],
    }
    const versions = tell(story, minutes(65)).flatMap(({ words }) =>
      'signature' in words && words.signature === 'PX-027' ? Number(words.fields['packageVersion']) : [],
    )
    expect(versions).toEqual([41, 42, 43, 44])
  })

  it.each(Object.keys(courses) as CourseName[])('course "%s" can be told', (name) => {
    const log = signatures(tell(oneAct(name), minutes(120)), 'distmgr')
    expect(log).toContain('DM-075')
    const { transfer } = courses[name]
    const goesThrough = transfer.some(({ then }) => then === 'goes on')
    expect(log.includes('DM-103')).toBe(goesThrough)
  })

  it.each(Object.keys(processings) as ProcessingName[])('processing "%s" can be told', (name) => {
    const log = signatures(tell(oneAct('arrives', name), minutes(120)), 'distmgr')
    const ends = processings[name].some(({ then }) => then === 'goes on')
    expect(log.includes('DM-070')).toBe(ends)
  })
})

const jobsOf = (told: readonly Utterance[]): string[] =>
  told.flatMap(({ words }) =>
    'signature' in words && words.signature === 'PX-012' ? String(words.fields['jobId']) : [],
  )
