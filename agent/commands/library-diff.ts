/** Exit codes of `library diff`: 0 both hold the same, 1 they differ, 2 one of them cannot be read. */
import { statSync } from 'node:fs'
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { AgentError, readError } from '../errors.ts'
import type { Session } from '../library/library-session.ts'
import type { LibraryIndex } from '../../engine/scan/library-index.ts'
import { withCsv, withLibrary } from '../library/library-options.ts'
import { print, printCsv, printJson, printLines } from '../terminal/output.ts'
import { csvOfFields, tableOf } from '../terminal/rows.ts'

type Options = { readonly other: string }

export const diff: CommandModule<object, Options> = {
  command: 'diff <other>',
  describe: 'Compare with another library or a kept index: packages, contents, folders, files, stored files, users',
  builder: (args) =>
    withCsv(withLibrary(args))
      .positional('other', { type: 'string', demandOption: true, describe: 'Folder SCCMContentLib, or an index file' })
      .option('other-drive', { type: 'string', array: true, nargs: 1, describe: 'E:=DIR for the other library' })
      .example(
        '$0 library diff \\\\DP2\\SCCMContentLib$ --library D:\\SCCMContentLib',
        'what one has and the other has not',
      )
      .example('$0 library diff yesterday.idx --library D:\\SCCMContentLib', 'what has changed since')
      .epilogue('Exit codes: 0 both hold the same, 1 they differ, 2 could not look. Bytes are not compared.'),
  async handler(parsed) {
    const { readLibrary, withSession } = await import('../library/library-session.ts')
    const { viewOf } = await import('../../engine/checks/view.ts')
    const { diffLibraries } = await import('../../engine/inspect/diff.ts')
    await withSession(parsed, systemClock, async (session) => {
      const here = await readLibrary(session)
      const there = await readOther(
        session,
        String(parsed.other),
        (parsed as { 'other-drive'?: readonly string[] })['other-drive'] ?? [],
      )
      const differences = diffLibraries(viewOf(here), viewOf(there))
      if (session.options.json)
        await printJson({ here: here.survey.drives[0]?.location ?? null, there: parsed.other, differences })
      else if (session.options.csv) await printCsv(csvOfFields(head, differences))
      else if (differences.length === 0) await printLines([theSame])
      else await print(tableOf(['level', 'what', 'name', 'here', 'there', 'newer'], differences.map(row)))
      process.exitCode = differences.length === 0 ? 0 : 1
    })
  },
}

/** Two copies of a stored file with the same name and length may still differ. */
const theSame =
  'Both hold the same packages, contents, folders, files, stored files and users; bytes were not compared (verify does that on each side).'

const head = ['level', 'what', 'packageId', 'contentId', 'path', 'hash', 'here', 'there', 'newer'] as const

type Row = {
  level: string
  what: string
  packageId: string | null
  contentId: string | null
  path: string | null
  hash: string | null
  here: string | null
  there: string | null
  newer: string | null
}

const row = (one: Readonly<Row>): (string | null)[] => [
  one.level,
  one.what,
  [one.packageId, one.contentId, one.path, one.hash].filter((part) => part !== null).join(' '),
  one.here,
  one.there,
  one.newer,
]

async function readOther(session: Session, other: string, drives: readonly string[]): Promise<LibraryIndex> {
  const { readIndexFile } = await import('../library/index-file.ts')
  const { findPlace } = await import('../library/library-place.ts')
  const { workerCrew } = await import('../library/worker-crew.ts')
  const { scanLibrary } = await import('../../engine/scan/scan.ts')
  if (!isFolder(other)) {
    const index = readIndexFile(other)
    if (index === undefined)
      throw new AgentError('unreadable', { path: other, reason: 'it is neither a library nor an index' })
    return index
  }
  const { roots } = findPlace({ library: other, drives }, { primary: undefined, drives: [], reserveMegabytes: 0 })
  const crew = workerCrew(roots, session.crew.size)
  try {
    const { index, complete } = await scanLibrary(crew, { level: 1, now: session.clock.now(), signal: session.signal })
    if (!complete) throw new AgentError('interrupted', { work: 'the scan of the other library' })
    return index
  } finally {
    await crew.close()
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw readError(path, error)
  }
}
