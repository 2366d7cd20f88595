// A world lives, its logs are written to disk, and the agent reads them: what differs from the truth.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accountOf } from '../../agent/account-objects.ts'
import { analyzeLogs } from '../../agent/analyze-logs.ts'
import { findFinishedLogs } from '../../agent/finished-logs.ts'
import { namedHashes } from '../../agent/lab/hashes.ts'
import { truthOf } from '../../agent/lab/truth.ts'
import { transcript } from '../../agent/lab/wording/transcript.ts'
import { writtenLogs } from '../../agent/lab/written-logs.ts'
import type { HierarchyPlan } from '../../engine/site/model/hierarchy-plan.ts'
import { simulate } from '../../engine/site/simulation.ts'
import { parseZone } from '../../parsers/zone.ts'

export type RoundTripOptions = {
  /** Virtual milliseconds after the start at which the logs are taken. */
  readonly lasting: number
  readonly rolloverBytes: number
  /** Bias of the DPs, whose logs print none. */
  readonly zone: string
}

type Facts = Readonly<Record<string, unknown>>

/** `key: field is X, truth Y` for every difference. */
export async function roundTrip(plan: HierarchyPlan, options: RoundTripOptions): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cmdp-round-'))
  try {
    const truth = live(plan, folder, options)
    const { logs } = await findFinishedLogs([folder])
    const { tracker, now } = await analyzeLogs(logs, { zone: parseZone(options.zone), now: undefined })
    const told = accountOf(tracker, now)
    return [
      ...differences(byKey(told.distributions, keyOfDistribution), byKey(truth.distributions, keyOfDistribution), [
        ...['site', 'pull', 'action', 'outcome', 'contentIds', 'jobIds', 'attempts', 'failures'],
        ...['firstTime', 'lastTime', 'nextRetry', 'traceId', 'failure'],
        // How many tries a site allows stands in no log; the agent is not told here.
        ...(plan.sites.every(({ retries }) => retries.push.tries === 100) ? ['triesLeft'] : []),
      ]),
      ...differences(byKey(told.packages, keyOfPackage), byKey(truth.packages, keyOfPackage), ['outcome', 'failure']),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function live(plan: HierarchyPlan, folder: string, { lasting, rolloverBytes }: RoundTripOptions) {
  const logs = writtenLogs(folder, rolloverBytes)
  const own = new Set(
    plan.packages.flatMap(({ id, kind }) => (/^(application|updates|driver)$/.test(kind) ? [id] : [])),
  )
  const { line } = transcript((id) => own.has(id))
  const { world, hierarchy } = simulate(plan, namedHashes, {
    line(saying) {
      const { file, entry } = line(saying)
      logs.write(saying.machine.name, file, entry)
    },
  })
  world.runUntil(plan.start + lasting)
  logs.close()
  return truthOf(hierarchy)
}

const keyOfDistribution = (one: Facts): string =>
  `${String(one['packageId'])} v${String(one['packageVersion'])} on ${String(one['dp'])}`
const keyOfPackage = (one: Facts): string => `${String(one['packageId'])} at ${String(one['site'])}`

const byKey = (list: readonly Facts[], keyOf: (one: Facts) => string): ReadonlyMap<string, Facts> =>
  new Map(list.map((one) => [keyOf(one), one]))

function differences(told: ReadonlyMap<string, Facts>, truth: ReadonlyMap<string, Facts>, fields: readonly string[]) {
  return [...new Set([...told.keys(), ...truth.keys()])].flatMap((key) => {
    const one = told.get(key)
    const other = truth.get(key)
    if (one === undefined) return [`${key}: not told, truth ${String(other?.['outcome'])}`]
    if (other === undefined) return [`${key}: told as ${String(one['outcome'])}, not in truth`]
    return fields.flatMap((field) => {
      const [said, is] = [words(one[field]), words(other[field])]
      return said === is ? [] : [`${key}: ${field} is ${said}, truth ${is}`]
    })
  })
}

/** Class and code are what a failure is compared by; lists without order. */
function words(value: unknown): string {
  if (Array.isArray(value)) return [...(value as string[])].sort().join(' ')
  if (typeof value !== 'object' || value === null) return String(value)
  const { class: name, code } = value as { class?: string; code?: string | null }
  return `${String(name)} ${String(code)}`
}
