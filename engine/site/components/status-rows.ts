// The database refuses the row of a package on a DP; the status file stays and comes again. Source: failure-taxonomy.md 2
// (status-db, duplicate-version-rows); corpus/docs kb-archive-q319189.
import { assumedSite } from '../../assumptions.ts'
import type { Hierarchy, StatusFile } from '../model/hierarchy.ts'
import type { Voice } from '../world/voice.ts'

const generalError = { n: 10_007, text: 'General SQL Server error: Check messages from the SQL Server.' }

/** What the server says: of a site that is gone, of rows that doubled (SQL message 8672). */
const messages = {
  'status-db': (site: string) => ({
    n: 99_901,
    text: `This SiteCode (${site}) does not exist in the parent table, Sites.`,
  }),
  'duplicate-version-rows': () => ({
    n: 8_672,
    text: 'The MERGE statement attempted to UPDATE or DELETE the same row more than once.',
  }),
} as const

const kinds = ['status-db', 'duplicate-version-rows'] as const

/** @returns whether the row was refused */
export function refusesRow({ delivery, dp, status }: StatusFile, voice: Voice, { faults }: Hierarchy): boolean {
  const trouble = status === 3 ? faults.first(kinds, dp.name) : undefined
  if (trouble === undefined) return false
  const resultCode = assumedSite.refusedRowCode
  voice.say('SQL refused', generalError)
  voice.say('SQL complained', messages[trouble](delivery.site))
  voice.say('DP row refused', { resultCode })
  if (delivery.outcome === 'superseded') return true
  delivery.outcome = 'failure'
  delivery.trouble = { class: trouble, code: resultCode }
  return true
}
