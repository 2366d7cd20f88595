// I9: a stored file and an entry that disagree about its length. The hash tells who is right: bytes that have it are the
// file, and then it is the entry that is corrected; others are healed.
import type { Finding } from '../../checks/findings.ts'
import { contentOfFile, filePath, partPath, rowsOf } from '../../checks/view.ts'
import { readFileIni, writeFileIni } from '../../library/ini-records.ts'
import { isRefusal } from '../../library/store.ts'
import { entriesHold, restoreEntry } from './entry-repairs.ts'
import { isSound } from './heal-source.ts'
import { left, numberOf, placesOf, smallFile, writeFile } from './repair.ts'
import type { Placed, Repair, RepairContext } from './repair.ts'
import { healStored } from './stored-repairs.ts'

export function repairLength(finding: Finding, context: RepairContext): Repair {
  const { view, store } = context
  const hash = numberOf(context, finding)
  if (hash === undefined) return left('nothing is known of this stored file any more')
  const text = view.index.tables.hashes.text(hash)
  const sound = placesOf(context, hash)
    .map((row) => partPath(view.index, row, 'data'))
    .find((path) => isSound(store, path, text, undefined))
  const status = sound === undefined ? undefined : store.status(sound)
  const steps = status === undefined || isRefusal(status) ? [] : corrected(context, hash, BigInt(status.size))
  if (steps.length > 0) return { kind: 'steps', steps }
  return finding.subject.kind === 'file' ? restoreEntry(finding, context) : healStored(finding, context)
}

/** Entries with another length, in contents whose tree hash says that name and hash of every entry are right. */
function corrected(context: RepairContext, hash: number, size: bigint): readonly Placed[] {
  const { view, store } = context
  const { files } = view.index.tables
  return [...rowsOf(view.files, hash)].flatMap((row): readonly Placed[] => {
    const content = contentOfFile(view.index, row)
    if (files.state.at(row) !== 0 || files.size.at(row) === size || content === undefined) return []
    if (!entriesHold(context, content)) return []
    const path = filePath(view.index, row)
    const bytes = smallFile(store, path)
    const record = bytes === undefined ? undefined : readFileIni(bytes).record
    return record === undefined ? [] : [['records', writeFile(store, path, writeFileIni({ ...record, size }))]]
  })
}
