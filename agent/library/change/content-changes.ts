// What the command line asks of add, update, redistribute and remove, as changes that change-run.ts carries out.
import { planAdd } from '../../../engine/operations/contents/add-content.ts'
import { AgentError } from '../../errors.ts'
import type { Session } from '../library-session.ts'
import type { Change } from './change-run.ts'
import { sourceAt } from './source-place.ts'

type Parsed = Readonly<Record<string, unknown>>

export function addChange(session: Session, parsed: Parsed): Change {
  const request = {
    packageId: String(parsed['package']),
    contentId: text(parsed, 'content'),
    version: versionIn(parsed),
  }
  const source = sourceAt(session, String(parsed['source']))
  return {
    operation: 'add',
    subject: request.contentId ?? request.packageId,
    places: { source: source.reader },
    plan: async (facts) => planAdd(facts, request, await source.read()),
  }
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
