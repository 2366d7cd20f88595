// Which flowchart node a line proves: the evidence in the flow tables, the other way round. A mark is a signature id, or
// `status 2342` for a STATMSG line.
import { flowIds, flowOf } from '../../engine/flowcharts/flows.ts'

const markForm = /^(?:[A-Z]{2}-\d{3}|status \d{4,5})$/

export const isMark = (evidence: string): boolean => markForm.test(evidence)

const nodeOfMark: ReadonlyMap<string, string> = new Map(
  flowIds.flatMap((id) =>
    flowOf(id).nodes.flatMap((node) => node.evidence.filter(isMark).map((mark) => [mark, node.id] as const)),
  ),
)

/**
 * Status numbers of PX-030 and DM-103: the status decides which node the line proves (flows.md 10). Only 3 is the success
 * of PCD-28; a removal's end is told by 6, 8 and 9 (flows.md 1e, PCD-62).
 */
const nodeOfPackageStatus: Readonly<Record<string, string>> = {
  0: 'PCD-26',
  3: 'PCD-28',
  4: 'PCD-32',
  5: 'PCD-32',
  6: 'PCD-62',
  8: 'PCD-62',
  9: 'PCD-62',
}
const tellsPackageStatus: ReadonlySet<string> = new Set(['PX-030', 'DM-103'])

/** Node -> marks of the lines that prove it. */
export const marksOfNode: ReadonlyMap<string, readonly string[]> = new Map(
  [...new Set(nodeOfMark.values())].map((node) => [
    node,
    [...nodeOfMark].filter(([, other]) => other === node).map(([mark]) => mark),
  ]),
)

/** `PX-061`, or `status 2306` for a STATMSG line; a row split by an article (`PX-061b`) counts as its whole. */
export function markOf(line: { readonly signature: string; readonly fields?: Fields | undefined }): string {
  const statusMessage = line.fields?.['statusMessageId']
  return statusMessage === undefined || !/-200$/.test(line.signature)
    ? line.signature.replace(/b$/, '')
    : `status ${String(statusMessage)}`
}

/** Node that a recognised line proves; undefined when flows.md 10 has no row for it. */
export function flowNodeOf(line: {
  readonly signature: string
  readonly fields?: Fields | undefined
}): string | undefined {
  const status = line.fields?.['packageStatus']
  if (status !== undefined && tellsPackageStatus.has(line.signature)) return nodeOfPackageStatus[String(status)]
  return nodeOfMark.get(markOf(line))
}

type Fields = Readonly<Record<string, string | number>>
