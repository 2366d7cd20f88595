// What the service remembers of the library: verdicts, and findings with their first sighting. Records of the part
// `library` of the state store, written in the same batch as the counters of the metrics:
//
//   verdict <number>   bytes of verdict-records.ts, in the order they came
//   finding <id>       the finding, without the time of its last sighting
//   scan               { account, numbers, findingCount, walkedAt }: the last scan, shown until the next one is done
import type { LibraryNumbers } from '../../../exporters/index.ts'
import type { DurablePart, Saved } from '../durable.ts'
import type { FindingObject, ScanReport, WatchMemory } from './watch-messages.ts'

export type LastScan = {
  readonly account: Readonly<Record<string, unknown>>
  readonly numbers: LibraryNumbers
  readonly findingCount: number
  readonly walkedAt: number | undefined
}

export type LibraryMemory = DurablePart & {
  /** For the thread at its start. */
  readonly recalled: () => WatchMemory
  readonly lastScan: () => LastScan | undefined
  readonly findings: () => readonly FindingObject[]
  scanned(report: ScanReport, walkedAt: number | undefined): void
  verified(verdicts: Uint8Array): void
  verdictsRewritten(verdicts: readonly Uint8Array[]): void
}

const verdictPrefix = 'verdict '
const findingPrefix = 'finding '
const scanKey = 'scan'

export function libraryMemory(): LibraryMemory {
  const pending = new Map<string, unknown>()
  const handedOut = new Map<string, unknown>()
  const verdictKeys: string[] = []
  let verdicts: Uint8Array[] = []
  let findings = new Map<string, FindingObject>()
  let lastScan: LastScan | undefined
  let next = 0

  const addVerdicts = (some: Uint8Array): void => {
    const key = `${verdictPrefix}${String(next++).padStart(12, '0')}`
    verdictKeys.push(key)
    pending.set(key, some)
  }

  return {
    stage(): Saved[] {
      for (const [key, value] of pending) handedOut.set(key, value)
      pending.clear()
      return [...handedOut].map(([key, value]) => ({ key, value }))
    },
    committed: () => handedOut.clear(),
    restore(saved) {
      for (const { key, value } of saved) {
        if (key.startsWith(verdictPrefix) && value instanceof Uint8Array) {
          verdictKeys.push(key)
          verdicts.push(value)
          next = Math.max(next, Number(key.slice(verdictPrefix.length)) + 1)
        } else if (key.startsWith(findingPrefix)) findings.set(key.slice(findingPrefix.length), value as FindingObject)
        else if (key === scanKey) lastScan = value as LastScan
      }
    },
    recalled() {
      const firstSeen = [...findings].map(([id, one]) => [id, Date.parse(one.firstSeen)] as const)
      const memory = { verdicts, firstSeen, walkedAt: lastScan?.walkedAt }
      verdicts = [] // theirs from now on
      return memory
    },
    lastScan: () => lastScan,
    findings: () => {
      const lastSeen = lastScan === undefined ? undefined : new Date(lastScan.numbers.scannedAt).toISOString()
      return [...findings.values()].map((one) => ({ ...one, lastSeen: lastSeen ?? one.firstSeen }))
    },
    scanned(report, walkedAt) {
      const { account, numbers, findingCount } = report
      lastScan = { account, numbers, findingCount, walkedAt }
      pending.set(scanKey, lastScan)
      const now = new Map(report.findings.map((one) => [one.id, one]))
      for (const id of findings.keys()) if (!now.has(id)) pending.set(findingPrefix + id, undefined)
      for (const [id, one] of now) {
        if (withoutTime(findings.get(id)) !== withoutTime(one)) pending.set(findingPrefix + id, one)
      }
      findings = now
    },
    verified: addVerdicts,
    verdictsRewritten(all) {
      for (const key of verdictKeys.splice(0)) pending.set(key, undefined)
      for (const some of all) addVerdicts(some)
    },
  }
}

const withoutTime = (one: FindingObject | undefined): string =>
  one === undefined ? '' : JSON.stringify({ ...one, lastSeen: undefined })
