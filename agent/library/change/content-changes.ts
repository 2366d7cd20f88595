// What the command line asks of add, update, redistribute and remove, as changes that change-run.ts carries out.
import { planAdd } from '../../../engine/operations/contents/add-content.ts'
import { planRedistribute } from '../../../engine/operations/contents/redistribute-content.ts'
import { planRemove } from '../../../engine/operations/contents/remove-content.ts'
import { planUpdate } from '../../../engine/operations/contents/update-content.ts'
import { AgentError } from '../../errors.ts'
import type { Session } from '../library-session.ts'
import type { Change } from './change-run.ts'
import { sourceAt } from './source-place.ts'

type Parsed = Readonly<Record<string, unknown>>

export function addChange(session: Session, parsed: Parsed): Change {
  const packageId = String(parsed['package'])
  const contentId = text(parsed, 'content')
  const request = { packageId, contentId, version: versionIn(parsed) }
  const source = sourceAt(session, String(parsed['source']), parsed['apply'] === true)
  return {
    operation: 'add',
    subject: contentId ?? packageId,
    places: { source: source.reader },
    plan: async (facts) => planAdd(facts, request, await source.read(contentId ?? packageId)),
  }
}

export function updateChange(session: Session, parsed: Parsed): Change {
  const packageId = String(parsed['package'])
  const contentId = text(parsed, 'content')
  const source = sourceAt(session, String(parsed['source']), parsed['apply'] === true)
  return {
    operation: 'update',
    subject: contentId ?? packageId,
    places: { source: source.reader },
    plan: async (facts) => planUpdate(facts, { packageId, contentId }, await source.read(contentId ?? packageId)),
  }
}

export function redistributeChange(session: Session, parsed: Parsed): Change {
  const what = String(parsed['what'])
  const source = sourceAt(session, String(parsed['source']), parsed['apply'] === true)
  return {
    operation: 'redistribute',
    subject: what,
    places: { source: source.reader },
    plan: async (facts) => planRedistribute(facts, what, await source.read(what)),
  }
}

export function removeChange(_: Session, parsed: Parsed): Change {
  const what = String(parsed['what'])
  return { operation: 'remove', subject: what, places: {}, plan: (facts) => planRemove(facts, what) }
}

function versionIn(parsed: Parsed): number | undefined {
  const given = text(parsed, 'version')
  if (given === undefined) return undefined
  if (!/^\d{1,9}$/.test(given)) {
    throw new AgentError('badUsage', { problem: `--version ${given} must be a whole number, as in ABC00001.2` })
  }
  return Number(given)
}

const text = (parsed: Parsed, name: string): string | undefined =>
  parsed[name] === undefined ? undefined : String(parsed[name])
