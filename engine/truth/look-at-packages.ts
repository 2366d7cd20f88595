// Reads just enough of a library to judge a few packages: their files in PkgLib, their contents in DataLib, and the
// buckets of the stored files that those need, on every drive. Costs a listing of the library's roots and a few files,
// however large the library is; the same readers as in a whole scan fill the same tables.
import { contentKey, packageContent } from '../ids.ts'
import type { PackageEntry } from '../scan/entries.ts'
import { runAll, type Crew } from '../scan/crew.ts'
import { newIndex, type LibraryIndex } from '../scan/library-index.ts'
import { bucketTasks, contentTasks, readTasks } from '../scan/scan.ts'
import type { PackageFile } from '../scan/read-packages.ts'
import type { ContentNames } from '../scan/scan-content.ts'
import type { Roots, Survey } from '../scan/survey.ts'
import type { Claim } from './claim.ts'

/** @param now  milliseconds since 1970 UTC */
export async function lookAtPackages(crew: Crew, claims: readonly Claim[], now: number): Promise<LibraryIndex> {
  const answer = await crew.run({ kind: 'survey' })
  if (answer.kind !== 'survey') throw new TypeError('a survey was answered with something else')
  const { roots } = answer
  const ids = new Set(claims.map(({ packageId }) => packageId))
  const packages = await readPackageFiles(crew, packageFilesFor(roots, ids, claims))
  const found: Survey = { ...roots, packages }
  const index = newIndex(found, 1, now)
  const contents = contentsFor(roots, packages, claims)
  await readTasks(crew, index, [...contentTasks(found, contents, 1)], {})
  const { hashes } = index.tables
  const wanted = new Set(Array.from({ length: hashes.count }, (_, number) => hashes.text(number).slice(0, 4)))
  const tasks = found.drives.flatMap(({ buckets }, drive) => {
    const needed = buckets.filter((name) => wanted.has(name.toUpperCase()))
    return [...bucketTasks(found, drive, needed, 1)]
  })
  await readTasks(crew, index, tasks, {})
  return index
}

/** Whether a content of an application has another owner, all packages tell; for everything else its own file does. */
function packageFilesFor(
  { packageFiles, contents }: Roots,
  ids: ReadonlySet<string>,
  claims: readonly Claim[],
): readonly PackageFile[] {
  const here = new Set(contents.map(({ name }) => contentKey(name)))
  const shared = claims.some(
    ({ says, contentIds }) =>
      says === 'absent' && contentIds.some((name) => packageContent(name) === undefined && here.has(contentKey(name))),
  )
  return shared ? packageFiles : packageFiles.filter(({ packageId }) => ids.has(packageId))
}

async function readPackageFiles(crew: Crew, files: readonly PackageFile[]): Promise<readonly PackageEntry[]> {
  const packages: PackageEntry[] = []
  if (files.length === 0) return packages
  await runAll(crew, [{ kind: 'packages', files }], (part) => {
    if (part.kind === 'packages') packages.push(...part.packages)
  })
  return packages
}

/**
 * Of a package that is meant as a whole all that it names or that bears its name, else what the log named; also not yet
 * committed. The others of an application may be on their way just now.
 */
function contentsFor(
  { contents }: Roots,
  packages: readonly PackageEntry[],
  claims: readonly Claim[],
): readonly ContentNames[] {
  const whole = new Set(claims.filter((claim) => claim.whole).map(({ packageId }) => packageId))
  const named = new Set(claims.flatMap(({ contentIds }) => contentIds.map(contentKey)))
  for (const { packageId, record } of packages) {
    if (whole.has(packageId)) for (const name of record?.contents ?? []) named.add(contentKey(name))
  }
  return contents.filter(({ name }) => {
    const committed = name.replace(/\.temp$/i, '')
    return named.has(contentKey(committed)) || whole.has(packageContent(committed)?.packageId ?? '')
  })
}
