import type { LogName } from '../log-name.ts'
import { catalogue, signaturesOf } from './message-catalogue.ts'
import { prepareRow, type Row } from './row.ts'

/** The three main logs first. */
export const logs = Object.keys(catalogue) as readonly LogName[]

/** Every row of the catalogue by its id, ready to match and to render; in the order of the catalogue. */
export const rows: ReadonlyMap<string, Row> = new Map(
  logs.flatMap((log) => signaturesOf(log).map((signature) => [signature.id, prepareRow(signature, log)] as const)),
)
