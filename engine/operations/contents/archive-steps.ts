// The archive of signatures of a content, `SMSSIG$\<ContentID>.tar`: written last, where a drive keeps such archives at
// all (content library 3.6 and 10, add). A pull distribution point learns from it what it need not fetch.
import { assumedArchiveSeparator } from '../../assumptions.ts'
import { join, signatureFolder } from '../../library/layout.ts'
import { writeSignatureArchive } from '../../library/signature-archive.ts'
import { isRefusal } from '../../library/store.ts'
import type { StepStage } from '../steps/step.ts'
import { filesOf, type SourceFolder } from './content-source.ts'
import type { LibraryFacts } from './library-facts.ts'

/** Of all signatures of one content: those of some 30 GB. It is in memory while the content is added. */
const mostBytes = 256 * 1024 * 1024

export type Archive = {
  readonly stage: StepStage
  /** Why there is none where there should be. */
  readonly remarks: readonly string[]
}

export function archiveOf(facts: LibraryFacts, contentId: string, root: SourceFolder): Archive {
  const none = (...remarks: string[]): Archive => ({ stage: { name: 'archive its signatures', steps: [] }, remarks })
  const folder = archiveFolder(facts)
  if (folder === undefined) return none()
  const files = [...filesOf(root)]
  const entries = files.flatMap(({ path, file: { signature: bytes } }) =>
    bytes === undefined ? [] : [{ name: path.replaceAll('/', assumedArchiveSeparator), bytes }],
  )
  const why = 'no archive of signatures is written (a pull distribution point fetches whole files)'
  if (entries.length < files.length) return none(`${why}: the source has no signature of some files`)
  if (entries.reduce((sum, { bytes }) => sum + bytes.length, 0) > mostBytes)
    return none(`${why}: its signatures are larger than ${mostBytes} bytes`)
  const content = writeSignatureArchive(entries)
  const path = join(folder, `${contentId}.tar`)
  const replaces = !isRefusal(facts.store.status(path))
  const step = { action: 'write-file', path, bytes: content.length, content, replaces } as const
  return { ...none(), stage: { ...none().stage, steps: [step] } }
}

/** The first drive that keeps archives. */
function archiveFolder({ view }: LibraryFacts): string | undefined {
  const keeper = view.index.survey.drives.find(({ neighbours }) => neighbours.includes(signatureFolder))
  return keeper === undefined ? undefined : join(keeper.drive, signatureFolder)
}
