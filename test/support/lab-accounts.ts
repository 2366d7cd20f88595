// A world lives until a moment, its logs are written to disk, and the agent reads them: both accounts.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accountOf, type Account } from '../../agent/account-objects.ts'
import { analyzeLogs } from '../../agent/analyze-logs.ts'
import type { ClockSkew } from '../../agent/finished/clock-skew.ts'
import { findFinishedLogs } from '../../agent/finished-logs.ts'
import { namedHashes } from '../../agent/lab/hashes.ts'
import { truthOf, type Truth } from '../../agent/lab/truth.ts'
import { transcript } from '../../agent/lab/wording/transcript.ts'
import { writtenLogs } from '../../agent/lab/written-logs.ts'
import type { Hierarchy } from '../../engine/site/model/hierarchy.ts'
import type { HierarchyPlan } from '../../engine/site/model/hierarchy-plan.ts'
import { simulate } from '../../engine/site/simulation.ts'
import { zonesOf } from './round-trip.ts'

export type BothAccounts = { readonly told: Account; readonly truth: Truth; readonly clocks: readonly ClockSkew[] }

const minute = 60_000

/**
 * @param moments  virtual milliseconds after the start; each is an account of its own of the same world
 * @param looksFrom  `record`: silence is judged as of the last record; `moment`: as of the moment, as a live agent does
 */
export async function accountsAt(
  plan: HierarchyPlan,
  moments: readonly number[],
  looksFrom: 'record' | 'moment' = 'record',
): Promise<readonly BothAccounts[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cmdp-accounts-'))
  try {
    const { line } = transcript(ownContents(plan))
    const logs = writtenLogs(folder, rolloverBytes)
    const { world, hierarchy } = simulate(plan, namedHashes, {
      line: (saying) => {
        const { file, entry } = line(saying)
        logs.write(saying.machine.name, file, entry)
      },
    })
    const accounts: BothAccounts[] = []
    for (const moment of moments) {
      world.runUntil(plan.start + moment)
      logs.flush()
      const { logs: found } = await findFinishedLogs([folder])
      const asked = looksFrom === 'moment' ? plan.start + moment : undefined
      const { tracker, now, clocks } = await analyzeLogs(found, { zone: zonesOf(plan), now: asked })
      accounts.push({ told: accountOf(tracker, now), truth: truthOf(hierarchy), clocks })
    }
    logs.close()
    return accounts
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What is so at these moments; no logs are written. */
export function truthsAt(plan: HierarchyPlan, moments: readonly number[]): readonly Truth[] {
  const { world, hierarchy } = simulate(plan, namedHashes)
  return moments.map((moment) => {
    world.runUntil(plan.start + moment)
    return truthOf(hierarchy)
  })
}

/** The first moment at which the world is so, in steps of a second; milliseconds after the start. */
export function momentWhen(plan: HierarchyPlan, isSo: (hierarchy: Hierarchy) => boolean): number {
  const { world, hierarchy } = simulate(plan, namedHashes)
  for (let moment = 0; moment < 24 * 60 * minute; moment += 1_000) {
    world.runUntil(plan.start + moment)
    if (isSo(hierarchy)) return moment
  }
  throw new Error('never so')
}

/** Never in the hours that are played. */
const rolloverBytes = 50_000_000

function ownContents({ packages }: HierarchyPlan): (packageId: string) => boolean {
  const own = new Set(packages.flatMap(({ id, kind }) => (/^(application|updates|driver)$/.test(kind) ? [id] : [])))
  return (id) => own.has(id)
}
