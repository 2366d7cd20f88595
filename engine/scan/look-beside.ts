import type { Crew } from './crew.ts'
import type { LibraryIndex } from './library-index.ts'
import type { Neighbours } from './read-neighbours.ts'

/**
 * What lies beside the library in the roots of its drives, as the facts of a judgement hold it.
 *
 * @param index  tells which packages are known; without it the copies of all of them are measured
 */
export async function lookBeside(crew: Crew, index: LibraryIndex | undefined): Promise<Neighbours> {
  const packages = (index?.survey.packages ?? []).map(({ packageId }) => packageId)
  const answer = await crew.run({ kind: 'neighbours', packages })
  if (answer.kind !== 'neighbours') throw new TypeError('a look beside the library was answered with something else')
  return answer.neighbours
}
