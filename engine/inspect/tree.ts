// The source tree of every content, rebuilt from DataLib.
import { contentOf } from '../scan/library-index.ts'
import { none } from '../scan/column.ts'
import type { LibraryView } from '../checks/view.ts'
import { fileLinks, packageLinks, type FileLinks, type PackageLinks } from './links.ts'

export type FolderNode = {
  readonly name: string
  readonly folders: readonly FolderNode[]
  readonly files: readonly (Omit<FileLinks, 'contentId'> & { readonly name: string })[]
}

export type PackageTree = PackageLinks & {
  readonly trees: readonly { readonly contentId: string; readonly present: boolean; readonly root: FolderNode | null }[]
}

/** @param packageId  only this package; every one when undefined */
export function packageTrees(view: LibraryView, packageId: string | undefined): readonly PackageTree[] {
  return view.index.survey.packages
    .filter((entry) => packageId === undefined || entry.packageId === packageId.toUpperCase())
    .map((entry) => ({
      ...packageLinks(entry),
      trees: (entry.record?.contents ?? []).map((contentId) => {
        const root = contentTree(view, contentId)
        return { contentId, present: root !== undefined, root: root ?? null }
      }),
    }))
}

/** The folder of a content with all below; undefined when DataLib does not hold it. */
export function contentTree(view: LibraryView, contentId: string): FolderNode | undefined {
  const content = contentOf(view.index, contentId)
  if (content === undefined || content.folderCount === 0) return undefined
  const { folders, files } = view.index.tables
  const nodes = new Map<number, { name: string; folders: FolderNode[]; files: FolderNode['files'][number][] }>()
  for (let row = content.firstFolder; row < content.firstFolder + content.folderCount; row++) {
    const node = { name: folders.name.at(row), folders: [], files: [] }
    nodes.set(row, node)
    if (folders.parent.at(row) !== none) nodes.get(folders.parent.at(row))?.folders.push(node)
  }
  for (let file = content.firstFile; file < content.firstFile + content.fileCount; file++) {
    const { contentId: _, ...links } = fileLinks(view, file)
    nodes.get(files.folder.at(file))?.files.push({ name: files.name.at(file), ...links })
  }
  return nodes.get(content.firstFolder)
}
