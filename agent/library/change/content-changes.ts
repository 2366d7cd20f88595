// What the command line asks of add, update, redistribute and remove, as changes that change-run.ts carries out.
import { planAdd } from '../../../engine/operations/contents/add-content.ts'
import type { ContentSource } from '../../../engine/operations/contents/content-source.ts'
import type { LibraryFacts } from '../../../engine/operations/contents/library-facts.ts'
import { planRedistribute } from '../../../engine/operations/contents/redistribute-content.ts'
import { planRemove } from '../../../engine/operations/contents/remove-content.ts'
import { spoolPlace } from '../../../engine/operations/contents/spool-place.ts'
import { planUpdate } from '../../../engine/operations/contents/update-content.ts'
import type { Plan } from '../../../engine/operations/plan.ts'
import { badUsage } from '../../errors.ts'
import type { Session } from '../library-session.ts'
import type { Change, Writing } from './change-run.ts'
import { sourceAt, type SourcePlace } from './source-place.ts'

type Parsed = Readonly<Record<string, unknown>>

export function addChange(session: Session, parsed: Parsed): Change {
  const packageId = String(parsed['package'])
  const contentId = text(parsed, 'content')
  const request = { packageId, contentId, version: versionIn(parsed) }
  const source = sourceAt(session, [parsed['source']].flat().map(String))
  return {
    operation: 'add',
    subject: contentId ?? packageId,
    places: { source: source.reader },
    onDisk: { source: source.onDisk },
    plan: (facts, writing) =>
      withSource(source, contentId ?? packageId, facts, writing, (content) => planAdd(facts, request, content)),
  }
}

export function updateChange(session: Session, parsed: Parsed): Change {
  const packageId = String(parsed['package'])
  const contentId = text(parsed, 'content')
  const source = sourceAt(session, [parsed['source']].flat().map(String))
  return {
    operation: 'update',
    subject: contentId ?? packageId,
    places: { source: source.reader },
    onDisk: { source: source.onDisk },
    plan: (facts, writing) =>
      withSource(source, contentId ?? packageId, facts, writing, (content) =>
        planUpdate(facts, { packageId, contentId }, content),
      ),
  }
}

export function redistributeChange(session: Session, parsed: Parsed): Change {
  const what = String(parsed['what'])
  const source = sourceAt(session, [parsed['source']].flat().map(String))
  return {
    operation: 'redistribute',
    subject: what,
    places: { source: source.reader },
    onDisk: { source: source.onDisk },
    plan: (facts, writing) =>
      withSource(source, what, facts, writing, (content) => planRedistribute(facts, what, content), 'all'),
  }
}

export function removeChange(_: Session, parsed: Parsed): Change {
  const what = String(parsed['what'])
  return { operation: 'remove', subject: what, places: {}, plan: (facts) => planRemove(facts, what) }
}

/**
 * What can be refused without the source is refused before a large one is read.
 *
 * @param writes  `new`: what the library holds already is not written ahead
 */
async function withSource(
  source: SourcePlace,
  wanted: string,
  facts: LibraryFacts,
  writing: Writing | undefined,
  planFor: (content: ContentSource) => Plan,
  writes: 'new' | 'all' = 'new',
): Promise<Plan> {
  const early = planFor({ root: { files: [], folders: [] }, refusals: [] })
  const telling = early.refusals.filter(({ reason }) => reason !== 'sourceDiffers')
  if (telling.length > 0) return { ...early, refusals: telling }
  const ahead = writing && { ...writing, spool: spoolPlace(facts, writing.store, writes) }
  return planFor(await source.read(wanted, ahead))
}

function versionIn(parsed: Parsed): number | undefined {
  const given = text(parsed, 'version')
  if (given === undefined) return undefined
  if (!/^\d{1,9}$/.test(given)) {
    throw badUsage(`--version ${given} must be a whole number, as in ABC00001.2`)
  }
  return Number(given)
}

const text = (parsed: Parsed, name: string): string | undefined =>
  parsed[name] === undefined ? undefined : String(parsed[name])
