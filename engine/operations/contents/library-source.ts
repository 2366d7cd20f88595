// A content of another library as the source: names, times and hashes are known from its DataLib, only the bytes are
// read, and verified while they are copied.
import { isInPlace, partPath, rowsOf, sourcePath, type LibraryView } from '../../checks/view.ts'
import type { FileHash } from '../../ids.ts'
import { readSignature, signedLength } from '../../library/signature-file.ts'
import { isRefusal, type LibraryStore } from '../../library/store.ts'
import { none } from '../../scan/column.ts'
import { contentOf } from '../../scan/library-index.ts'
import type { PlanRefusal } from '../plan.ts'
import type { ContentSource, SourceFile } from './content-source.ts'

/** @param store  the source library, whose `.SIG` files are taken over */
export function librarySource(view: LibraryView, store: LibraryStore, contentId: string): ContentSource {
  const content = contentOf(view.index, contentId)
  if (content === undefined || content.folderCount === 0) {
    const detail = `the source library holds no content ${contentId}`
    return { root: { files: [], folders: [] }, refusals: [{ reason: 'absent', detail }] }
  }
  const refusals: PlanRefusal[] = []
  if (content.tree === 'differs') {
    const detail = `in the source library an entry of ${contentId} is missing, extra or changed: its tree hash does not hold`
    refusals.push({ reason: 'sourceUnreadable', detail })
  }
  const { folders, files } = view.index.tables
  const nodes = new Map<number, Node>()
  for (let row = content.firstFolder; row < content.firstFolder + content.folderCount; row++) {
    const below: Node = { files: [], folders: [] }
    nodes.set(row, below)
    nodes.get(folders.parent.at(row))?.folders.push({ name: folders.name.at(row), below })
  }
  for (let row = content.firstFile; row < content.firstFile + content.fileCount; row++) {
    const file = fileAt(view, store, row)
    if ('reason' in file) refusals.push(file)
    else nodes.get(files.folder.at(row))?.files.push(file)
  }
  return { root: nodes.get(content.firstFolder) ?? { files: [], folders: [] }, refusals }
}

type Node = { readonly files: SourceFile[]; readonly folders: { readonly name: string; readonly below: Node }[] }

function fileAt(view: LibraryView, store: LibraryStore, row: number): SourceFile | PlanRefusal {
  const { files, hashes, stored } = view.index.tables
  const number = files.hash.at(row)
  const size = Number(files.size.at(row))
  const copy =
    number === none
      ? undefined
      : [...rowsOf(view.stored, number)].find((place) => isInPlace(view.index, place) && stored.size.at(place) === size)
  if (copy === undefined) {
    const detail = number === none ? 'its entry cannot be read' : 'its stored file is missing or has another length'
    return { reason: 'sourceUnreadable', detail, path: sourcePath(view.index, row) }
  }
  return {
    name: files.name.at(row),
    size,
    timeModified: files.timeModified.at(row),
    attributes: files.attributes.at(row),
    hash: hashes.text(number) as FileHash,
    from: { place: 'source', path: partPath(view.index, copy, 'data') },
    signature: signatureAt(store, partPath(view.index, copy, 'sig'), size),
  }
}

/** Some bytes for each 2 KiB of a file of a terabyte. */
const largestSignature = 2 ** 34

function signatureAt(store: LibraryStore, path: string, size: number): Uint8Array | undefined {
  const bytes = store.read(path, largestSignature)
  if (isRefusal(bytes)) return undefined
  const chunks = readSignature(bytes)
  return chunks !== undefined && signedLength(chunks) === size ? Buffer.from(bytes) : undefined
}
