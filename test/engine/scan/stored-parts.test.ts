import { expect, test } from 'vitest'
import { storedPartsIn } from '../../../engine/scan/stored-parts.ts'
import type { Entry } from '../../../engine/library/store.ts'

test('a bucket with a million entries is read like a small one', () => {
  const hashes = Array.from({ length: 350_000 }, (_, at) => `B${(at + 1).toString(16).toUpperCase().padStart(63, '0')}`)
  const entries: Entry[] = hashes.flatMap((hash) =>
    [hash, `${hash}.INI`, `${hash}.SIG`].map((name) => ({ name, kind: 'file' }) as Entry),
  )
  const found = storedPartsIn('D:/SCCMContentLib/FileLib/AAAA', entries, [])
  expect(found).toHaveLength(hashes.length)
  expect(found.at(-1)).toEqual(storedPartsIn('D:/SCCMContentLib/FileLib/AAAA', entries.slice(-3), []).at(-1))
})
