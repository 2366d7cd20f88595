// A world lives, its logs are written to disk, and the agent reads them: what differs from the truth.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accountOf } from '../../agent/account-objects.ts'
import { analyzeLogs } from '../../agent/analyze-logs.ts'
import { findFinishedLogs } from '../../agent/finished-logs.ts'
import { byteHashes } from '../../agent/lab/file-bytes.ts'
import { truthOf } from '../../agent/lab/truth.ts'
import { transcript } from '../../agent/lab/wording/transcript.ts'
import { writtenLogs } from '../../agent/lab/written-logs.ts'
import type { HierarchyPlan } from '../../engine/site/model/hierarchy-plan.ts'
import type { Delivery, Trouble } from '../../engine/site/model/package-delivery.ts'
import { simulate } from '../../engine/site/simulation.ts'
import type { Saying } from '../../engine/site/world/saying.ts'
import { parseZone, type Zone } from '../../parsers/zone.ts'
import { compare, newComparison, type Comparison, type Facts } from './account-differences.ts'
import { lineLedger } from './surviving-lines.ts'
import { worldLibraries } from './world-libraries.ts'

export type RoundTripOptions = {
  /** Virtual milliseconds after the start at which the logs are taken. */
  readonly lasting: number
  readonly rolloverBytes: number
}

export type RoundTrip = Comparison & {
  /** Lines that rollovers destroyed. */
  readonly destroyed: number
  /** Contents that were compared in libraries, and stored files that were hashed. */
  readonly contents: number
}

export async function roundTrip(plan: HierarchyPlan, options: RoundTripOptions): Promise<RoundTrip> {
  const folder = mkdtempSync(join(tmpdir(), 'cmdp-round-'))
  try {
    const { truth, lost, libraries } = live(plan, folder, options)
    const { logs } = await findFinishedLogs([folder])
    const { tracker, now } = await analyzeLogs(logs, { zone: zonesOf(plan), now: undefined })
    const told = accountOf(tracker, now)
    const result = newComparison()
    compare(told.distributions, truth.distributions, { ...ofDistributions(plan), ...lost.ofDistributions }, result)
    const isLost = ({ site }: Facts): boolean => lost.sites.has(String(site))
    compare(told.packages, truth.packages, { ...ofPackages, isLost }, result)
    const { wrong, contents } = await libraries.differences()
    return { wrong: [...result.wrong, ...wrong], unknown: result.unknown, destroyed: lost.lines, contents }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const ofDistributions = ({ sites }: HierarchyPlan) => ({
  keyOf: keyOfDistribution,
  fields: [
    ...['site', 'pull', 'action', 'outcome', 'contentIds', 'jobIds', 'attempts', 'failures'],
    ...['firstTime', 'lastTime', 'nextRetry', 'failure'],
    // How many tries a site allows stands in no log; the agent is not told here.
    ...(sites.every(({ retries }) => retries.push.tries === 100) ? ['triesLeft'] : []),
  ],
  fits: (told: Facts, truth: Facts): boolean =>
    ['packageId', 'packageVersion', 'dp'].every((name) => told[name] === null || told[name] === truth[name]),
})

const keyOfDistribution = (one: Facts): string =>
  `${String(one['packageId'])} v${String(one['packageVersion'])} on ${String(one['dp'])}`

const placeOf = (one: Facts): string => `${String(one['packageId'])} on ${String(one['dp'])}`

const troubleOf = (dp: string, { class: name, code }: Trouble): string => `${dp} ${name} ${String(code ?? null)}`

const ofPackages = {
  keyOf: (one: Facts): string => `${String(one['packageId'])} at ${String(one['site'])}`,
  fields: ['outcome', 'failure'],
  fits: (told: Facts, truth: Facts): boolean =>
    ['packageId', 'site'].every((name) => told[name] === null || told[name] === truth[name]),
}

/** Logs of DPs print no zone: whoever reads them in another place must say where each DP stands. */
export function zonesOf({ sites, distributionPoints }: HierarchyPlan): (host: string) => Zone | undefined {
  const biases = new Map([
    ...distributionPoints.map(({ name, bias }) => [name, bias] as const),
    ...sites.map(({ server, bias }) => [server, bias] as const),
  ])
  return (host) => parseZone(String(biases.get(host)))
}

function live(plan: HierarchyPlan, folder: string, { lasting, rolloverBytes }: RoundTripOptions) {
  const logs = writtenLogs(folder, rolloverBytes)
  const ledger = lineLedger()
  const hashes = byteHashes()
  const libraries = worldLibraries(plan, hashes.known)
  const own = new Set(
    plan.packages.flatMap(({ id, kind }) => (/^(application|updates|driver)$/.test(kind) ? [id] : [])),
  )
  const { line } = transcript((id) => own.has(id))
  const troubles = new Set<string>()
  const rememberTrouble = ({ subject }: Saying): void => {
    const { dp, trouble } = (subject ?? {}) as Partial<Delivery>
    if (dp !== undefined && trouble !== undefined) troubles.add(troubleOf(dp, trouble))
  }
  const { world, hierarchy } = simulate(plan, hashes, {
    line(saying) {
      rememberTrouble(saying)
      const { file, entry } = line(saying)
      ledger.wrote(saying.machine.name, file, saying, entry)
      logs.write(saying.machine.name, file, entry)
    },
    library: libraries.take,
  })
  world.runUntil(plan.start + lasting)
  logs.close()
  const { lines, subjects, hosts } = ledger.lost(folder)
  const lostKeys = new Set([...hierarchy.deliveries.all()].filter((one) => subjects.has(one)).map(keyOfDistribution))
  const lostPlaces = new Set([...hierarchy.deliveries.all()].filter((one) => subjects.has(one)).map(placeOf))
  return {
    truth: truthOf(hierarchy),
    libraries,
    lost: {
      lines,
      ofDistributions: {
        isLost: (one: Facts): boolean => lostKeys.has(keyOfDistribution(one)),
        isPastLost: (one: Facts): boolean => lostPlaces.has(placeOf(one)),
        everFailed: (dp: unknown, failure: string): boolean => troubles.has(`${String(dp)} ${failure}`),
      },
      sites: new Set(plan.sites.filter(({ server }) => hosts.has(server)).map(({ code }) => code)),
    },
  }
}
