// What trace and find print: packages, contents, source files and stored files with their links.
import type { Trace } from '../../engine/inspect/trace.ts'
import { print, printCsv, printJson, printLines } from '../terminal/output.ts'
import { csvOf, sizeWords, tableOf, type Cell } from '../terminal/rows.ts'
import type { LibraryOptions } from './read-options.ts'

/** Exit code: 1 when nothing matched. */
export async function printTrace(found: Trace, { json, csv }: LibraryOptions): Promise<0 | 1> {
  const nothing = [found.packages, found.contents, found.files, found.storedFiles].every((list) => list.length === 0)
  if (json) await printJson(found)
  else if (csv) await printCsv(csvOf(fileHead, found.files.map(fileRow)))
  else if (nothing) await printLines([`Nothing matches ${found.query}`])
  else await print(text(found))
  return nothing ? 1 : 0
}

const fileHead = ['contentId', 'path', 'hash', 'bytes', 'modified', 'attributes', 'drives', 'problem']

const fileRow = (file: Trace['files'][number]): readonly Cell[] => [
  file.contentId,
  file.path,
  file.hash,
  file.bytes,
  file.modified,
  file.attributes,
  file.drives.join(' '),
  file.problem,
]

/** People read this far; all rows are in --json and --csv. */
const mostRows = 200

function text({ packages, contents, files, storedFiles }: Trace): string {
  const tables = [
    section('package', ['package', 'version', 'contents'], packages, (one) => [
      one.packageId,
      one.version,
      one.contents.join(' '),
    ]),
    section('content', ['content', 'state', 'packages', 'files', 'bytes'], contents, (one) => [
      one.contentId,
      one.state,
      one.packages.join(' '),
      one.files,
      sizeWords(one.bytes),
    ]),
    section('file', ['source file', 'content', 'bytes', 'stored file', 'on'], files, (one) => [
      one.path,
      one.contentId,
      one.bytes,
      one.hash,
      one.problem ?? (one.drives.join(' ') || 'missing'),
    ]),
    section('stored file', ['stored file', 'bytes', 'copies', 'users'], storedFiles, (one) => [
      one.hash,
      one.bytes,
      one.copies.map(({ drive, path }) => `${drive} ${path}`).join(', ') || 'missing',
      usersText(one),
    ]),
  ]
  return tables.filter((table) => table !== '').join('\n')
}

/** Copies that list the same once; else each list with its place. */
function usersText({ users, lists }: Trace['storedFiles'][number]): string {
  const isOne = lists.every((list) => list.counts && list.users.length === users.length)
  if (isOne) return users.join(' ')
  return lists
    .map((list) => `${list.drive}${list.counts ? '' : ' (does not count)'} ${list.users.join(' ') || 'none'}`)
    .join('; ')
}

function section<Row>(
  word: string,
  head: readonly string[],
  rows: readonly Row[],
  cells: (row: Row) => readonly Cell[],
): string {
  if (rows.length === 0) return ''
  const more = rows.length > mostRows ? `and ${rows.length - mostRows} more ${word}s (--json or --csv shows all)\n` : ''
  return tableOf(head, rows.slice(0, mostRows).map(cells)) + more
}
