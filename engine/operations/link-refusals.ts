// A plan that would read, write or delete behind a link, or write over one, is refused before anything is done.
import { folderOfPath, linkFinder } from '../library/link-on-the-way.ts'
import { windowsPath } from '../library/layout.ts'
import type { LibraryStore } from '../library/store.ts'
import type { LibraryView } from '../checks/view.ts'
import type { PlanRefusal } from './plan.ts'
import { writes, type Step } from './steps/step.ts'

/** More links than this are not told one by one. */
const mostTold = 20

/** @param view  of the library, whose scan told the links that it saw */
export function linkRefusals(
  store: LibraryStore,
  steps: Iterable<Step>,
  { index: { survey, tables } }: LibraryView,
): readonly PlanRefusal[] {
  const linkTo = linkFinder(store)
  const seen = new Set(
    [...survey.remarks, ...tables.remarks].flatMap(({ kind, path }) => (kind === 'link' ? [path] : [])),
  )
  const found = new Set<string>()
  const add = (link: string | undefined): void => void (link === undefined || found.add(link))
  for (const step of steps) {
    const { action, path } = step
    add(linkTo(action === 'make-folder' || action === 'remove-folder' ? path : folderOfPath(path)))
    if (action === 'rename') add(linkTo(folderOfPath(step.from)))
    if (seen.size > 0 && writes.has(action) && seen.has(path)) found.add(path)
  }
  return [...found].slice(0, mostTold).map((link) => ({
    reason: 'libraryDamaged',
    detail:
      'is a link inside the library, and links are never followed [I29]; put the real file or folder in its place',
    path: windowsPath(link),
  }))
}
