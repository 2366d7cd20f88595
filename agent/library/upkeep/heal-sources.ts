// What --source names for a repair: another library, a folder of source files, or a packed content.
import { statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { diskStore, type DriveRoot } from '../../../engine/library/disk-store.ts'
import { libraryFolder } from '../../../engine/library/layout.ts'
import type { HealSource } from '../../../engine/upkeep/repair/heal-source.ts'
import { packedLibrary } from '../../../engine/archive/packed-library.ts'
import { AgentError, readError } from '../../errors.ts'
import { requireApart, requireOutside } from '../outside-library.ts'
import { openPacked } from './packed-file.ts'

/**
 * @param roots  of the library that is repaired
 * @throws AgentError when one of them is not there, or has something in common with the library
 */
export const healSources = (
  roots: readonly DriveRoot[],
  paths: readonly string[],
  keyFile: string | undefined,
): readonly HealSource[] =>
  paths.map((path, at) => ({ place: `source${at + 1}`, store: storeAt(roots, resolve(path), keyFile) }))

function storeAt(roots: readonly DriveRoot[], path: string, keyFile: string | undefined): HealSource['store'] {
  const kind = kindOf(path)
  if (kind === 'file') {
    requireOutside(roots, '--source', path)
    return packedLibrary(openPacked(path, keyFile).content)
  }
  // A drive, or what stands for one, holds the library below its root.
  const below = join(path, libraryFolder)
  const library = basename(path) !== libraryFolder && isFolder(below) ? below : path
  requireApart(roots, '--source', library)
  return diskStore([{ drive: 'source', library, root: dirname(library) }])
}

function kindOf(path: string): 'file' | 'folder' {
  try {
    const status = statSync(path)
    if (status.isDirectory()) return 'folder'
    if (status.isFile()) return 'file'
  } catch (error) {
    throw readError(path, error)
  }
  throw new AgentError('notAFolder', { path, kind: 'neither file nor folder' })
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false // a source need not hold a library
  }
}
