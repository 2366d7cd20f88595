import { expect, it } from 'vitest'
import { claimBook, type ClaimBook } from '../../../../agent/service/arrival/claim-book.ts'
import type { ArrivalAnswer } from '../../../../agent/service/arrival/arrival-messages.ts'
import type { Said } from '../../../../agent/truth/claims-of-events.ts'
import type { Evidence } from '../../../../engine/distribution/run.ts'
import type { Claim } from '../../../../engine/truth/claim.ts'

const says = (rest: Partial<Claim> = {}, text = 'a line'): Said => ({
  claim: { says: 'present', packageId: 'PS100001', packageVersion: 2, contentIds: [], whole: true, ...rest },
  evidence: { text } as Evidence,
  at: 500,
})

const answer = (number: number, rest: Partial<ArrivalAnswer> = {}): ArrivalAnswer => ({
  number,
  packageId: 'PS100001',
  verification: 'verified',
  contradiction: undefined,
  at: 2_000,
  ...rest,
})
const lie = { kind: 'log_success_library_missing', contentId: undefined, rules: ['I8'], libraryFacts: [] } as const

type Store = Map<string, unknown>
function commit(book: ClaimBook, store: Store): void {
  for (const { key, value } of book.stage()) {
    if (value === undefined) store.delete(key)
    else store.set(key, JSON.parse(JSON.stringify(value)))
  }
  book.committed()
}
function reopened(store: Store): ClaimBook {
  const book = claimBook()
  book.restore([...store].map(([key, value]) => ({ key, value })))
  return book
}

it('lines that say the same are one arrival; a new word is another', () => {
  const book = claimBook()
  book.say(says({ contentIds: ['Content_A.1'], whole: false, packageVersion: undefined }, 'first'), 1_000)
  const both = book.say(says({ contentIds: ['Content_B.1'], whole: false }, 'second'), 3_000)
  expect(both).toMatchObject({
    contentIds: ['Content_A.1', 'Content_B.1'],
    packageVersion: 2,
    since: 1_000,
    readAt: 3_000,
  })
  expect(book.of('PS100001')?.evidence.map(({ text }) => text)).toEqual(['first', 'second'])
  book.judge(answer(both.number, { at: 4_000 }))
  expect(book.say(says(), 5_000).since).toBe(1_000)
  const later = book.say(says(), 500_000)
  book.judge(answer(later.number, { at: 500_000 }))
  expect(book.say(says(), 600_000)).toMatchObject({ since: 600_000, contentIds: [] })
  expect(book.say(says({ packageVersion: 3 }), 600_001).since).toBe(600_001)
  expect(book.say(says({ says: 'absent', packageVersion: 3 }), 600_002).since).toBe(600_002)
})

it('an answer to an older claim, or the same answer again, changes nothing', () => {
  const book = claimBook()
  const first = book.say(says(), 1_000)
  const second = book.say(says(), 1_001)
  expect(book.judge(answer(first.number))).toBeUndefined()
  expect(book.judge(answer(second.number))?.after.judged?.verification).toBe('verified')
  expect(book.judge(answer(second.number, { at: 9_000 }))).toBeUndefined()
  expect(book.judge(answer(second.number, { contradiction: lie }))?.after.judged?.contradiction).toEqual(lie)
})

it('what is open or contradicted is checked again after a restart; what was verified is remembered', () => {
  const store: Store = new Map()
  const book = claimBook()
  const good = book.say(says(), 1_000)
  book.judge(answer(good.number))
  const bad = book.say(says({ packageId: 'PS100002' }), 1_000)
  book.judge(answer(bad.number, { packageId: 'PS100002', contradiction: lie }))
  book.say(says({ packageId: 'PS100003' }), 1_000)
  book.say(says({ packageId: 'PS100004' }), 1_000)
  expect(book.forget('PS100004')).toBe(true)
  commit(book, store)

  const again = reopened(store)
  expect(again.open().map(({ packageId }) => packageId)).toEqual(['PS100002', 'PS100003'])
  expect(again.of('PS100001')?.judged?.verification).toBe('verified')
  expect(again.say(says(), 9_000).number).toBeGreaterThan(bad.number)
})

it('hands out again what a failed batch did not bring to the disk', () => {
  const book = claimBook()
  book.say(says(), 1_000)
  expect([...book.stage()]).toHaveLength(1)
  expect([...book.stage()]).toHaveLength(1)
  book.committed()
  expect([...book.stage()]).toEqual([])
})
