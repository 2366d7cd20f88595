// How the text of a scenario's value becomes a value: the kinds of the configuration, and those only a lab needs.
import type { ClosedHours, HourShare, RatePlan } from '../../../engine/site/model/hierarchy-plan.ts'
import { kinds as settingKinds, type Kind } from '../../config/setting-kinds.ts'

export type ScenarioKind<Value> = Pick<Kind<Value>, 'read' | 'right'>

/** One of these words. */
export const oneOf = <Word extends string>(...words: readonly Word[]): ScenarioKind<Word> => ({
  read: (text) => words.find((word) => word === text),
  right: `one of ${words.join(', ')}`,
})

const text: ScenarioKind<string> = {
  read: (given) => (/^[^\u0000-\u001f\u2028\u2029"$<>]{1,200}$/.test(given) ? given : undefined),
  right: 'up to 200 characters without quotes, <, > and $',
}

/** Bytes; 0 is none. */
const room = settingKinds.size
const bandwidth: ScenarioKind<number> = {
  read: (given) => positive(settingKinds.size.read(given)),
  right: 'bytes per second such as 10MB or 256KB',
}
/** The largest block of pulse mode (distribution-engine.md 7). */
const mostBlock = 256 * 1024
const rate: ScenarioKind<RatePlan> = {
  read(given) {
    if (given === 'unlimited') return { kind: 'unlimited' }
    const share = percentage(given)
    if (share !== undefined) return { kind: 'share', hours: [{ from: 0, to: 0, share }] }
    const [size = '', wait, ...more] = given.split(' every ')
    const bytes = bandwidth.read(size)
    if (bytes === undefined || more.length > 0) return undefined
    if (wait === undefined) return { kind: 'bytes', perSecond: bytes }
    const delay = positive(settingKinds.duration.read(wait))
    return delay === undefined || bytes > mostBlock ? undefined : { kind: 'pulse', block: bytes, delay }
  },
  right:
    'unlimited, bytes per second such as 512KB, a block up to 256KB and a pause such as "64KB every 5s", a share of the time such as 25%, or shares by hours such as [8-18 25%]',
}
const hourShare: ScenarioKind<HourShare> = {
  read(given) {
    const [hours = '', text = '', ...more] = given.split(' ')
    const [read, share] = [closedHours.read(hours), percentage(text)]
    return read === undefined || share === undefined || more.length > 0 ? undefined : { ...read, share }
  },
  right: 'hours of the day and a share of the time, such as 8-18 25%',
}
/** `25%` is 0.25; from 1 to 100. */
function percentage(text: string): number | undefined {
  const [, digits] = /^(\d{1,3})%$/.exec(text) ?? []
  const share = Number(digits) / 100
  return share > 0 && share <= 1 ? share : undefined
}
/** A clock may also be behind. */
const skew: ScenarioKind<number> = {
  read(given) {
    const size = settingKinds.duration.read(given.replace(/^-/, ''))
    return size === undefined ? undefined : given.startsWith('-') ? -size : size
  },
  right: 'a duration such as 30s, or -30s for a clock that is behind',
}
const bias: ScenarioKind<number> = {
  read: (given) => (/^-?\d{1,3}$/.test(given) && Math.abs(Number(given)) <= 900 ? Number(given) : undefined),
  right: 'minutes to add to the local time to get UTC, such as -60 in Berlin in winter',
}
const moment: ScenarioKind<number> = {
  read(given) {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(given)) return undefined
    const at = Date.parse(given)
    return Number.isNaN(at) ? undefined : at
  },
  right: 'a moment in UTC such as 2026-01-05T08:00:00Z',
}
const seed: ScenarioKind<number> = {
  read: (given) => (/^\d{1,10}$/.test(given) && Number(given) < 2 ** 32 ? Number(given) : undefined),
  right: 'a whole number below 4294967296',
}
const threads: ScenarioKind<{ readonly packages: number; readonly perPackage: number }> = {
  read(given) {
    const [, packages, perPackage] = /^([1-9]\d?)x([1-9]\d{0,2})$/.exec(given) ?? []
    if (packages === undefined || perPackage === undefined || Number(packages) > 50) return undefined
    return { packages: Number(packages), perPackage: Number(perPackage) }
  },
  right: 'packages at once (1 to 50) and threads per package (1 to 999), such as 3x5',
}
const probability: ScenarioKind<number> = {
  read: (given) => (/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/.test(given) ? Number(given) : undefined),
  right: 'a number from 0 to 1',
}
const count: ScenarioKind<number> = {
  read: (given) => (/^[1-9]\d{0,5}$/.test(given) ? Number(given) : undefined),
  right: 'a whole number from 1 to 999999',
}
const sizeRange: ScenarioKind<{ readonly least: number; readonly most: number }> = {
  read(given) {
    const [low = '', high = low, ...more] = given.split('..')
    const least = settingKinds.size.read(low)
    const most = settingKinds.size.read(high)
    if (least === undefined || most === undefined || more.length > 0 || least > most) return undefined
    return { least, most }
  },
  right: 'a size such as 2MB, or the smallest and the largest such as 1KB..20MB',
}
const closedHours: ScenarioKind<ClosedHours> = {
  read(given) {
    const [, from, to] = /^(\d{1,2})-(\d{1,2})$/.exec(given) ?? []
    if (from === undefined || to === undefined || Number(from) > 23 || Number(to) > 24 || from === to) return undefined
    return { from: Number(from), to: Number(to) % 24 }
  },
  right: 'hours of the day such as 8-18, or 22-6 over midnight',
}
const packageId: ScenarioKind<string> = {
  read: (given) => (/^[A-Za-z0-9]{3}[0-9A-Fa-f]{5}$/.test(given) ? given.toUpperCase() : undefined),
  right: 'a package id: a site code and five hexadecimal digits, such as PS100039',
}
const subnet: ScenarioKind<string> = {
  read: (given) => (/^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/.test(given) ? given : undefined),
  right: 'a network such as 10.1.0.0/16',
}
const address: ScenarioKind<string> = {
  read: (given) => (/^(\d{1,3}\.){3}\d{1,3}$/.test(given) ? given : undefined),
  right: 'an address such as 10.1.2.3',
}
const drive: ScenarioKind<string> = {
  read: (given) => (/^[A-Za-z]:$/.test(given) ? given.toUpperCase() : undefined),
  right: 'a drive such as E:',
}

const positive = (value: number | undefined): number | undefined => (value === 0 ? undefined : value)

export const scenarioKinds = {
  ...{ duration: settingKinds.duration, siteCode: settingKinds.siteCode, hostName: settingKinds.hostName },
  ...{ truth: settingKinds.truth, retryRule: settingKinds.retryRule },
  ...{ text, room, bandwidth, rate, hourShare, skew, bias, moment, seed, threads, probability, count, sizeRange },
  ...{ closedHours, packageId, subnet, address, drive },
}
