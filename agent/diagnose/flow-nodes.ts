// Which flowchart node a line proves (reference: flows.md 10; its rows, spelled out). `status 2342` is a STATMSG line.
const rows: readonly (readonly [node: string, ...marks: readonly string[]])[] = [
  ['PCD-3', 'DM-020', 'DM-021', 'DM-022', 'DM-023', 'DM-123'],
  ['PCD-4', 'DM-024', 'DM-025', 'DM-026', 'DM-030', 'DM-210', 'status 2300'],
  ['PCD-5', 'DM-031', 'DM-032', 'DM-033', 'DM-034'],
  ['PCD-8', 'DM-055', 'DM-056', 'status 2306'],
  ['PCD-10', 'DM-036', 'DM-037', 'DM-038', 'DM-039', 'DM-040', 'DM-041', 'DM-042', 'DM-043', 'status 2376'],
  ['PCD-11', 'DM-044'],
  ['PCD-12', 'DM-046', 'status 2311'],
  ['PCD-13', 'DM-047'],
  ['PCD-14', 'DM-048', 'DM-049', 'DM-050'],
  ['PCD-17', 'DM-054', 'DM-213', 'status 2372'],
  ['PCD-19', 'DM-057'],
  ['PCD-21', 'DM-070', 'DM-071', 'DM-072', 'DM-073', 'DM-075', 'DM-076', 'status 2342'],
  ['PCD-21', 'DM-078', 'DM-079', 'DM-080', 'DM-081', 'status 2323', 'status 2324', 'status 2391'],
  ['PCD-22', 'DM-085', 'status 2357'],
  ['PCD-23', 'PX-010', 'PX-011'],
  ['PCD-24', 'DM-084'],
  ['PCD-25', 'PX-050', 'PX-051', 'PX-052', 'PX-053'],
  ['PCD-26', 'PX-012', 'PX-014', 'PX-015', 'PX-016', 'PX-017', 'PX-018', 'PX-019', 'PX-020', 'PX-021', 'PX-022'],
  ['PCD-26', 'PX-023', 'PX-061', 'PX-062', 'PX-063', 'PX-064', 'PX-065', 'PX-066', 'PX-067', 'PX-068', 'PX-069'],
  ['PCD-26', 'PX-070', 'PX-071', 'DP-006', 'DP-007'],
  ['PCD-27', 'PX-024', 'PX-025', 'PX-027', 'status 8200', 'DP-001', 'DM-194', 'DM-195', 'DM-196'],
  ['PCD-28', 'DM-100', 'DM-101', 'DM-102', 'DM-103', 'DM-104', 'DM-217', 'DM-218', 'DM-219', 'status 2330'],
  ['PCD-28', 'status 8210'],
  ['PCD-29', 'DM-087', 'DM-053', 'status 2301'],
  ['PCD-30', 'status 2302'],
  ['PCD-32', 'PX-060', 'status 2328', 'status 8203'],
  ['PCD-40', 'DM-060'],
  ['PCD-41', 'DM-063', 'DM-064', 'DM-065', 'DM-066', 'status 2333'],
  ['PCD-42', 'SC-002', 'SC-004'],
  ['PCD-43', 'SN-004', 'SN-005', 'SN-006', 'SN-007', 'SN-008', 'SN-015', 'SN-016'],
  ['PCD-44', 'SC-008', 'SC-009', 'SC-010', 'SC-011'],
  ['PCD-45', 'DS-004', 'DS-006', 'DS-007', 'DS-009', 'DS-011', 'DS-014', 'DS-016', 'status 4400'],
  ['PCD-45', 'DM-214', 'DM-220', 'DM-221', 'status 2321'],
  ['PCD-50', 'PX-043', 'PX-044', 'status 8212'],
  ['PCD-51', 'PX-045', 'PX-046'],
  ['PCD-52', 'PX-013', 'PX-040', 'PX-041', 'PX-042', 'DP-002'],
  ['PCD-53', 'PD-006'],
  ['PCD-54', 'PD-012', 'PD-013'],
  ['PCD-56', 'PD-010', 'PD-011', 'PD-014', 'PD-020', 'PD-021', 'DT-001'],
  ['PCD-57', 'PD-030', 'PD-031'],
  ['PCD-58', 'PD-032', 'DM-106', 'DM-107', 'DM-108'],
  ['PCD-60', 'DM-004', 'DM-211'],
  ['PCD-62', 'DM-176', 'DM-212'],
  ['PCD-70', 'status 2380', 'status 2382', 'status 2383', 'status 2385', 'status 2388'],
]

const nodeOfMark = new Map(rows.flatMap(([node, ...marks]) => marks.map((mark) => [mark, node] as const)))

/** Status numbers of PX-030 (flows.md 10): the status decides which node the line proves. */
const nodeOfPackageStatus: Readonly<Record<string, string>> = { 0: 'PCD-26', 3: 'PCD-28', 4: 'PCD-32', 5: 'PCD-32' }

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
  if (line.signature === 'PX-030') return nodeOfPackageStatus[String(line.fields?.['packageStatus'])]
  return nodeOfMark.get(markOf(line))
}

type Fields = Readonly<Record<string, string | number>>
