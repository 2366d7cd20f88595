import { describe, expect, it } from 'vitest'
import type { Content } from '../../../../engine/site/model/content.ts'
import { createShelfFiles } from '../../../../engine/site/model/shelf-files.ts'

/** A content of files with these numbers, a hundred bytes each. */
const content = (...ids: readonly number[]): Content => ({
  id: ids.join('-'),
  files: ids.map((id) => ({ id, name: `${String(id)}.bin`, bytes: 100, hash: `HASH${String(id)}` })),
  bytes: ids.length * 100,
})
const place = (files: ReturnType<typeof createShelfFiles>, one: Content): readonly boolean[] =>
  one.files.map((file) => files.makeRoom(file))

describe('the files on the shelf of a DP', () => {
  it('go to the first drive until only its reserve is left, then to the one with most free space', () => {
    const drives = [
      { letter: 'D:', bytes: 250 },
      { letter: 'E:', bytes: 300 },
      { letter: 'F:', bytes: 900 },
    ]
    const files = createShelfFiles({ drives, reserve: 50 })
    const all = content(1, 2, 3, 4)
    expect(place(files, all)).toEqual([true, true, true, true])
    expect([...files.drivesOf(all).values()]).toEqual(['D:', 'D:', 'F:', 'F:'])
  })

  it('need no more room where they lie already, and none fits when every drive is at its reserve', () => {
    const files = createShelfFiles({ drives: [{ letter: 'D:', bytes: 350 }], reserve: 50 })
    expect(place(files, content(1, 2, 3, 4))).toEqual([true, true, true, false])
    expect(place(files, content(2, 3))).toEqual([true, true])
  })

  it('give their room back when nothing came of them, or the last content that uses them goes', () => {
    const files = createShelfFiles({ drives: [{ letter: 'D:', bytes: 350 }], reserve: 50 })
    const [first, second] = [content(1, 2), content(2, 3)]
    place(files, first)
    files.use(first)
    place(files, second)
    files.giveUp(second)
    expect(files.holds(2)).toBe(true)
    expect(place(files, content(4, 5))).toEqual([true, false])
    files.leave(first)
    expect(files.holds(2)).toBe(false)
    expect(place(files, content(6, 7))).toEqual([true, true])
  })
})
