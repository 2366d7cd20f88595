// When will the queue of a scenario be done: it is lived through without logs, a few times with other chances.
import type { Delivery } from '../../engine/site/model/package-delivery.ts'
import type { DpPlan, HierarchyPlan } from '../../engine/site/model/hierarchy-plan.ts'
import { simulate, type Simulation } from '../../engine/site/simulation.ts'
import { namedHashes } from '../lab/hashes.ts'
import type { DpForecast, DriveForecast, Forecast } from './forecast.ts'

export type ThreadSetting = { readonly packages: number; readonly perPackage: number }

/** Lives that make the range; a large hierarchy gets one. */
const lives = 5
const largeFrom = 20_000
const day = 24 * 60 * 60 * 1_000
const longest = 60 * day

/** @param threads  other settings for every site that sends; undefined: those of the scenario */
export function forecastFromScenario(plan: HierarchyPlan, threads: ThreadSetting | undefined): Forecast {
  const sites = plan.sites.map((site) => (threads === undefined ? site : { ...site, threads }))
  const size = plan.packages.length * plan.distributionPoints.length
  const ends: number[] = []
  let first: Simulation | undefined
  for (let life = 0; life < (size > largeFrom ? 1 : lives); life++) {
    const simulation = simulate({ ...plan, sites, seed: (plan.seed + life) >>> 0 }, namedHashes)
    const end = liveThrough(simulation, plan)
    if (end !== undefined) ends.push(end)
    first ??= simulation
  }
  ends.sort((one, other) => one - other)
  const expected = ends[Math.floor(ends.length / 2)]
  const { low, high } = range(ends, plan.start)
  return {
    asOf: plan.start,
    finish: expected === undefined ? undefined : { expected, low, high },
    bottleneck: first === undefined || expected === undefined ? 'none' : bottleneckOf(first, plan, expected),
    threads: sites
      .map(({ threads: { packages, perPackage } }) => `${String(packages)}x${String(perPackage)}`)
      .filter((text, index, all) => all.indexOf(text) === index)
      .join(' '),
    jobs: jobsOf(first),
    bytes: bytesOf(first),
    distributionPoints: first === undefined ? [] : plan.distributionPoints.map((dp) => pointOf(dp, first, plan)),
  }
}

/** @returns when the last distribution ended; undefined when one never does */
function liveThrough({ world, hierarchy }: Simulation, plan: HierarchyPlan): number | undefined {
  const end = plan.start + longest
  for (let next = world.next(); next !== undefined && next < end; next = world.next()) world.step()
  let last: number | undefined
  for (const one of hierarchy.deliveries.all()) {
    if (isUnfinished(one)) return undefined
    last = Math.max(last ?? 0, one.lastTime ?? 0)
  }
  return last
}

const isUnfinished = ({ outcome }: Delivery): boolean => /^(in-progress|waiting|retrying)$/.test(outcome)

/** One life says nothing of its scatter: a tenth either way then. */
function range(ends: readonly number[], start: number): { readonly low: number; readonly high: number } {
  const [low = start] = ends
  const high = ends.at(-1) ?? start
  return ends.length > 1 ? { low, high } : { low: low - (low - start) / 10, high: high + (high - start) / 10 }
}

/** What was at its limit for most of the time; a line first, since no setting makes it wider. */
function bottleneckOf({ hierarchy, world }: Simulation, plan: HierarchyPlan, end: number): string {
  const time = Math.max(1, end - plan.start)
  const lines = [...hierarchy.dps.values()].map((dp) => ({ name: dp.name, share: dp.line.busyTime / time }))
  const busiest = lines.reduce((most, one) => (one.share > most.share ? one : most), { name: '', share: 0 })
  if (busiest.share > 0.85) return `line of ${busiest.name}`
  const gauges = [...hierarchy.gauges.names()].map((name) => ({ name, share: hierarchy.gauges.fullTime(name) / time }))
  const fullest = gauges.reduce((most, one) => (one.share > most.share ? one : most), { name: '', share: 0 })
  if (fullest.share > 0.3) return fullest.name
  return world.waiting() > 0 ? 'retry delay' : `time of one transfer to ${lastDp(hierarchy)}`
}

function lastDp({ deliveries }: Simulation['hierarchy']): string {
  let last: Delivery | undefined
  for (const one of deliveries.all()) if ((one.lastTime ?? 0) > (last?.lastTime ?? 0)) last = one
  return last?.dp ?? ''
}

function jobsOf(simulation: Simulation | undefined): Forecast['jobs'] {
  const all = [...(simulation?.hierarchy.deliveries.all() ?? [])]
  return { open: all.length, done: 0, retrying: 0 }
}

function bytesOf(simulation: Simulation | undefined): number {
  if (simulation === undefined) return 0
  const { deliveries, packages } = simulation.hierarchy
  let bytes = 0
  for (const one of deliveries.all()) bytes += packages.get(one.packageId)?.versions[one.packageVersion - 1]?.bytes ?? 0
  return bytes
}

function pointOf(plan: DpPlan, { hierarchy }: Simulation, { start }: HierarchyPlan): DpForecast {
  let finish: number | undefined
  let bytes = 0
  for (const one of hierarchy.deliveries.all()) {
    if (one.dp !== plan.name) continue
    finish = Math.max(finish ?? 0, one.lastTime ?? 0)
    bytes += hierarchy.packages.get(one.packageId)?.versions[one.packageVersion - 1]?.bytes ?? 0
  }
  const days = Math.max(1, ((finish ?? start) - start) / day)
  return { dp: plan.name, finish, drives: drivesAfter(plan, bytes, bytes / days) }
}

/** The first drive takes what it can, then the next (distribution-engine.md 9). @param daily  bytes that come per day */
function drivesAfter({ drives, reserve }: DpPlan, bytes: number, daily: number): readonly DriveForecast[] {
  let left = bytes
  return drives.map(({ letter, bytes: room }) => {
    const taken = Math.min(left, Math.max(0, room - reserve))
    left -= taken
    const freeBytes = room - taken
    const daysToReserve = daily === 0 || taken === 0 ? undefined : Math.max(0, freeBytes - reserve) / daily
    return { drive: letter, freeBytes, daysToReserve }
  })
}
