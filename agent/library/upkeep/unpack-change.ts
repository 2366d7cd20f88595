// `library unpack`: a packed content into a library. One that is not there is added; one that is there is healed: only
// what is missing or damaged is written.
import { resolve } from 'node:path'
import { verifyContentFile } from '../../../engine/archive/content-file.ts'
import type { Manifest } from '../../../engine/archive/manifest.ts'
import { packedLibrary } from '../../../engine/archive/packed-library.ts'
import { packedSource } from '../../../engine/archive/packed-source.ts'
import { contentKey, packageContent } from '../../../engine/ids.ts'
import type { Finding } from '../../../engine/checks/findings.ts'
import { isInPlace, rowsOf, type LibraryView } from '../../../engine/checks/view.ts'
import { contentOf } from '../../../engine/scan/library-index.ts'
import { planAdd } from '../../../engine/operations/contents/add-content.ts'
import type { LibraryFacts } from '../../../engine/operations/contents/library-facts.ts'
import { planRedistribute } from '../../../engine/operations/contents/redistribute-content.ts'
import { refusedPlan, type Plan } from '../../../engine/operations/plan.ts'
import { planRepair } from '../../../engine/upkeep/repair/plan-repair.ts'
import type { Change } from '../change/change-run.ts'
import { hashSome } from '../hash-run.ts'
import { judgeLibrary, type Session } from '../library-session.ts'
import { requireOutside } from '../outside-library.ts'
import { openPacked, refused, type OpenPacked } from './packed-file.ts'

type Parsed = Readonly<Record<string, unknown>>

/** @throws AgentError when the file is damaged, hostile, or encrypted with another key: it is read to its end first */
export function unpackChange(session: Session, parsed: Parsed): Change {
  const path = resolve(String(parsed['file']))
  requireOutside(session.place.roots, 'The file', path)
  const packed = openPacked(path, parsed['key'] === undefined ? undefined : String(parsed['key']))
  const fault = verifyContentFile(packed.content)
  if (fault !== undefined) throw refused(path, fault)
  const { contentId } = packed.content.manifest
  return {
    operation: 'unpack',
    subject: contentId,
    places: { packed: packedLibrary(packed.content) },
    plan: async (facts) => ({ ...(await planFor(session, facts, packed)), operation: 'unpack', subject: contentId }),
  }
}

async function planFor(session: Session, facts: LibraryFacts, { content }: OpenPacked): Promise<Plan> {
  const { manifest } = content
  const [owner] = manifest.packages
  const newer = newerHere(facts.view, manifest)
  if (newer !== undefined) return refusedPlan('unpack', manifest.contentId, [{ reason: 'present', detail: newer }])
  const here = contentOf(facts.view.index, manifest.contentId)
  const named = facts.view.owners.has(contentKey(manifest.contentId))
  const source = packedSource(content, 'packed')
  if (here === undefined && !named) {
    const request = { packageId: owner?.packageId ?? '', contentId: manifest.contentId, version: undefined }
    return planAdd(facts, request, source)
  }
  if (here?.folder === undefined) return planRedistribute(facts, manifest.contentId, source)
  return heal(session, facts, content)
}

/** An older version must not become the current one again. */
function newerHere({ index }: LibraryView, { contentId, packages }: Manifest): string | undefined {
  const own = packageContent(contentId)
  const entry = index.survey.packages.find(({ packageId }) => packages.some((one) => one.packageId === packageId))
  const version = entry?.record?.version
  return own === undefined || version === undefined || version <= own.version
    ? undefined
    : `${entry?.packageId ?? ''} is here in version ${version}, which is newer than ${contentId}`
}

async function heal(session: Session, facts: LibraryFacts, content: OpenPacked['content']): Promise<Plan> {
  const { index } = facts.view
  const { manifest } = content
  const rows = manifest.stored.flatMap(({ hash }) => {
    const number = index.tables.hashes.find(hash)
    return number === undefined ? [] : [...rowsOf(facts.view.stored, number)].filter((row) => isInPlace(index, row))
  })
  const startedAt = session.clock.now()
  const { results } = await hashSome(session, index, rows, true)
  const { judgement, view } = await judgeLibrary(session, index, startedAt, results)
  const findings = judgement.findings.filter((one) => concerns(one, manifest))
  const sources = [{ place: 'packed', store: packedLibrary(content) }]
  const { plan, left } = planRepair(findings, { ...facts, view, sources, expected: undefined, users: new Map() }, false)
  const remarks = left.map(({ finding, why }) => `left: ${finding.id} ${finding.detail}: ${why}`)
  const sound = findings.length === 0 ? [`${manifest.contentId} is here and whole`] : []
  return { ...plan, remarks: [...sound, ...remarks] }
}

/** Findings about this content or a stored file it needs. */
function concerns({ subject }: Finding, { contentId, stored, packages }: Manifest): boolean {
  if (subject.contentId !== undefined)
    return contentKey(subject.contentId).replace(/\.TEMP$/, '') === contentKey(contentId)
  if (subject.hash !== undefined) return stored.some(({ hash }) => hash === subject.hash)
  return subject.kind === 'package' && packages.some(({ packageId }) => packageId === subject.packageId)
}
