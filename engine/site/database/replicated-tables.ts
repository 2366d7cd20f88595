// What database replication carries from one site's database to another's: rows of the global tables, change by change.
// When, and whether late, is the world's business.
import type { SiteDatabase } from './site-database.ts'
import type { Change, Table } from './database-table.ts'

/** Tables with scope `global`. */
export const replicatedTables = [
  'packages',
  'contents',
  'programs',
  'collections',
  'advertisements',
  'access',
  'distributionPoints',
  'groups',
  'packageServers',
  'statuses',
  'contentOnDps',
] as const satisfies readonly (keyof SiteDatabase)[]

/** One change on its way to another site. */
export type ReplicatedChange = {
  readonly table: (typeof replicatedTables)[number]
  readonly change: Change<object>
}

/** Calls `send` for every change made on this site that the other sites must hear of. */
export function onReplicatedChange(database: SiteDatabase, send: (change: ReplicatedChange) => void): void {
  for (const table of replicatedTables) {
    ;(database[table] as unknown as Table<object>).onOwnChange((change) => send({ table, change }))
  }
}

/** Applies what another site sent. */
export function receiveChange(database: SiteDatabase, { table, change }: ReplicatedChange): void {
  ;(database[table] as unknown as Table<object>).receive(change)
}
