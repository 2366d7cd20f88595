// A packed content as the source of an add or a redistribute: the same files, times, attributes and signatures.
import { storedPath } from '../library/layout.ts'
import type { ContentSource, SourceFile, SourceFolder } from '../operations/contents/content-source.ts'
import type { ContentFile } from './content-file.ts'
import type { PackedFile } from './manifest.ts'
import { packedDrive } from './packed-library.ts'

/** @param place  name of the packed library in the origins of steps */
export function packedSource(file: ContentFile, place: string): ContentSource {
  const { manifest } = file
  type Open = { readonly files: SourceFile[]; readonly folders: { name: string; below: SourceFolder }[] }
  const root: Open = { files: [], folders: [] }
  const all = manifest.folders.map((): Open => ({ files: [], folders: [] }))
  const at = (number: number | undefined): Open => (number === undefined ? root : (all[number] ?? root))
  manifest.folders.forEach(({ parent, name }, number) => at(parent).folders.push({ name, below: at(number) }))
  for (const one of manifest.files) {
    const source = sourceFile(file, one, place)
    if (source !== undefined) at(one.folder).files.push(source)
  }
  return { root, refusals: [] }
}

function sourceFile(file: ContentFile, one: PackedFile, place: string): SourceFile | undefined {
  const stored = file.manifest.stored[one.stored]
  if (stored === undefined) return undefined
  const { hash, size } = stored
  return {
    name: one.name,
    size,
    timeModified: one.timeModified,
    attributes: one.attributes,
    hash,
    from: { place, path: storedPath(packedDrive, hash, 'data') },
    signature: file.signature(one.stored),
  }
}
