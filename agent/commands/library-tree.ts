/** Exit codes of `library tree`: 0 printed, 1 no such package, 2 the library cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { withCsv, withLibrary } from '../library/library-options.ts'
import { printCsv, printJson, printLines } from '../terminal/output.ts'
import { csvOfFields } from '../terminal/rows.ts'
import type { FolderNode, PackageTree } from '../../engine/inspect/tree.ts'

type Options = { readonly package: string | undefined }

export const tree: CommandModule<object, Options> = {
  command: 'tree [package]',
  describe: 'The source folders of one package, or of all, as the library holds them',
  builder: (args) =>
    withCsv(withLibrary(args))
      .positional('package', { type: 'string', describe: 'Package id, such as ABC00001' })
      .example('$0 library tree ABC00001 --library D:\\SCCMContentLib', 'its files with size, hash and drive')
      .epilogue('Exit codes: 0 printed, 1 no such package, 2 could not look.'),
  async handler(parsed) {
    const { keptOrRead, withSession } = await import('../library/library-session.ts')
    const { viewOf } = await import('../../engine/checks/view.ts')
    const { packageTrees } = await import('../../engine/inspect/tree.ts')
    await withSession(parsed, systemClock, async (session) => {
      const packages = packageTrees(viewOf(await keptOrRead(session)), parsed.package)
      if (session.options.json) await printJson({ packages })
      else if (session.options.csv) await printCsv(csvOfFields(head, packages.flatMap(rowsOf)))
      else for (const one of packages) await printLines(packageLines(one))
      if (packages.length === 0 && !session.options.json) await printLines([`No package ${parsed.package ?? ''}`])
      process.exitCode = packages.length === 0 && parsed.package !== undefined ? 1 : 0
    })
  },
}

const head = [
  'packageId',
  'version',
  'contentId',
  'current',
  'path',
  'hash',
  'bytes',
  'modified',
  'attributes',
  'drives',
  'problem',
] as const

type Row = Readonly<Record<(typeof head)[number], string | number | null>>

/** One row for each source file; a content without any has one row of its own. */
const rowsOf = ({ packageId, version, trees, current }: PackageTree): Row[] =>
  trees.flatMap(({ contentId, root }): Row[] => {
    const content = { packageId, version, contentId, current: String(current.includes(contentId)) }
    const files = root === null ? [] : filesBelow(root)
    const none = { path: null, hash: null, bytes: null, modified: null, attributes: null, drives: null }
    return files.length === 0
      ? [{ ...content, ...none, problem: root === null ? 'missing' : null }]
      : files.map((file) => ({ ...content, ...file, drives: file.drives.join(' ') }))
  })

const filesBelow = ({ folders, files }: FolderNode): readonly FolderNode['files'][number][] => [
  ...folders.flatMap(filesBelow),
  ...files,
]

function packageLines({ packageId, version, trees, current }: PackageTree): readonly string[] {
  const lines = [`${packageId}${version === null ? '' : ` version ${version}`}`]
  for (const { contentId, root } of trees) {
    const mark = current.includes(contentId) ? '' : ' (not current)'
    lines.push(`  ${contentId}${mark}${root === null ? ' is missing' : ''}`)
    if (root !== null) folderLines(root, '    ', lines)
  }
  return lines
}

function folderLines(folder: FolderNode, indent: string, lines: string[]): void {
  for (const below of folder.folders) {
    lines.push(`${indent}${below.name}\\`)
    folderLines(below, `${indent}  `, lines)
  }
  for (const { name, bytes, hash, drives, problem } of folder.files) {
    const facts =
      hash === null
        ? (problem ?? 'not read')
        : `${bytes ?? 0} bytes  ${hash.slice(0, 12)}…  ${drives.join(' ') || 'missing'}`
    lines.push(`${indent}${name}  ${facts}`)
  }
}
