// What `library verify` of one package, content or stored file looks at: its stored files, and the findings about it.
import { contentKey } from '../ids.ts'
import type { Finding } from '../checks/findings.ts'
import type { LibraryView } from '../checks/view.ts'
import { isHashText, trace } from './trace.ts'

export type VerifyScope = {
  /** The library knows nothing of that name. */
  readonly isEmpty: boolean
  /** Hashes of the stored files it needs. */
  readonly hashes: ReadonlySet<string>
  concerns(finding: Finding): boolean
}

/** @param what  `ABC00001`, `ABC00001.2`, a hash, or a source file */
export function verifyScope(view: LibraryView, what: string): VerifyScope {
  const { packages, contents, files, storedFiles } = trace(view, what)
  const id = what.trim().toUpperCase()
  const ofPackage = packages.some(({ packageId }) => packageId === id)
  const ofContent = contents.some(({ contentId }) => contentKey(contentId) === contentKey(what.trim()))
  const hashes = new Set(storedFiles.map(({ hash }) => hash))
  const whole = new Set(ofPackage || ofContent ? contents.map(({ contentId }) => contentKey(contentId)) : [])
  const owners = new Set(packages.map(({ packageId }) => packageId))
  // A hash or a file drags its contents along: what else is wrong with those was not asked for.
  const entries = new Set(
    isHashText(what.trim())
      ? []
      : files.map(({ contentId, path }) => `DATALIB\\${contentId}\\${path}.INI`.toUpperCase()),
  )
  return {
    isEmpty: [packages, contents, files, storedFiles].every((list) => list.length === 0),
    hashes,
    concerns({ rule, subject, evidence, packagesAffected }) {
      if (subject.hash !== undefined && hashes.has(subject.hash)) return true
      if (subject.contentId !== undefined && whole.has(contentKey(subject.contentId))) return true
      if (subject.path !== undefined && entries.has(subject.path.toUpperCase())) return true
      if (ofPackage && (subject.packageId === id || packagesAffected.includes(id))) return true
      if (evidence.some((one) => hashes.has(one))) return true
      // A part or drive that is gone takes with it what is asked for.
      return rule === 'I1' && packagesAffected.some((one) => owners.has(one))
    },
  }
}
