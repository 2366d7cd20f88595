// Reads one INI through the store and turns what went wrong into the same words as a damaged one.
import type { Reading, RecordProblem } from '../library/ini-records.ts'
import { oddities, type Oddity } from '../library/ini.ts'
import { isRefusal, type LibraryStore, type Refusal } from '../library/store.ts'

/** More bytes than any such file can have: a file INI has 150; a package or a shared file may list 100,000 contents. */
export const largestIni = { file: 64 * 1024, content: 64 * 1024, package: 16 * 1024 * 1024, users: 64 * 1024 * 1024 }

export type Read<Record> = Reading<Record> & { readonly refusal?: Refusal }

export function readRecord<Record>(
  store: LibraryStore,
  path: string,
  limit: number,
  parse: (bytes: Uint8Array) => Reading<Record>,
): Read<Record> {
  const bytes = store.read(path, limit)
  if (!isRefusal(bytes)) return parse(bytes)
  return { record: undefined, problem: problemFor[bytes.refused], refusal: bytes }
}

const problemFor: Readonly<Record<Refusal['refused'], RecordProblem>> = {
  missing: 'unreadable',
  denied: 'denied',
  busy: 'denied',
  link: 'unreadable',
  tooLarge: 'tooLarge',
  unreadable: 'unreadable',
  outside: 'unreadable',
}

/** `foreign encoding (…), blanks …`: each once. */
export const oddityWords = (found: readonly Oddity[]): string =>
  [...new Set(found)].map((oddity) => oddities[oddity]).join(', ')
