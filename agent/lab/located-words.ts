// What `cmdp locate` found, for people and for programs.
import type { Located } from '../../engine/client/locate.ts'
import { flowNode } from '../../engine/flowcharts/flows.ts'
import type { Colours } from '../terminal/colours.ts'

/** Times as ISO texts, absent facts as null. */
export function locatedJson(located: Located): object {
  const { client, managementPoint, sources, chosen, chosenAt, path } = located
  return {
    client,
    managementPoint: managementPoint ?? null,
    sources: sources.map((source) => ({ ...source, credential: source.credential ?? null, at: iso(source.at) })),
    chosen: chosen ?? null,
    chosenAt: chosenAt === undefined ? null : iso(chosenAt),
    path,
  }
}

export function locatedWords(located: Located, colours: Colours): string {
  const { client, chosen, chosenAt, managementPoint, boundaryGroups } = located
  const groups = boundaryGroups.length === 0 ? 'none, so the default group of its site' : boundaryGroups.join(', ')
  const answer =
    chosen === undefined || chosenAt === undefined
      ? `${client} finds no distribution point that has it`
      : `${client} uses ${chosen} from ${iso(chosenAt)} on`
  const lines = [
    colours.bold(answer),
    `  management point  ${managementPoint ?? 'none'}`,
    `  boundary groups   ${groups}`,
    ...located.sources.map(
      ({ rank, dp, locality, credential, at }) =>
        `  ${String(rank).padStart(4)}  ${locality.padEnd(10)}  ${dp}  from ${iso(at)}, as ${credential ?? 'nobody: access denied'}`,
    ),
    colours.dim('  because'),
    ...located.path.map((id) => `  ${id.padEnd(8)}${flowNode(id)?.text ?? ''}`),
  ]
  return `${lines.join('\n')}\n`
}

const iso = (time: number): string => new Date(time).toISOString()
