// A sending thread hands its result to DistMgr as a file (`.STA`), which DistMgr works off when it comes to it: with much to
// do that is after the next try has begun (distribution-engine.md 3). So a status that DistMgr writes down may speak of
// an earlier try, and logs read side by side may show its two ends in either order.
import type { AboutDistribution } from '../distribution-event.ts'
import type { Distribution, StatusFile } from '../distribution.ts'

/** More are never on their way for one distribution; beyond this the oldest is taken for lost. */
const most = 8

const installed = 3

/**
 * Notes one end of a status' way.
 *
 * @returns true when DistMgr wrote down what an earlier try had handed over: it says nothing of the present one
 */
export function passStatus(one: Distribution, event: AboutDistribution): boolean {
  const { facts, by, token, at, statusFile } = event
  const status = facts.packageStatus
  if (status === undefined) return isOfEarlierTry(one, statusFile)
  if (by === 'sending-thread') {
    // Where DistMgr's log is not read, nobody ever takes them away.
    if (one.byDistMgr) handOver(one, { status, token, at, isWritten: false, told: false })
    return false
  }
  const isWritten = by === 'distmgr' && writeDown(one, { status, token: undefined, at, isWritten: true, told: false })
  const isEarlier = isWritten && !failsAsWriting(one)
  if (statusFile !== undefined) one.writtenFile = { id: statusFile, isEarlier }
  return isEarlier
}

/** Nothing was tried since: the run fails because a status file could not be written down, and now one was. */
const failsAsWriting = ({ state, attempts, open }: Distribution): boolean =>
  state === 'failing' && attempts === 0 && open?.hindrance?.stage === 'status'

/** Is this file's status of an earlier try? Then so are its other lines. */
const isOfEarlierTry = ({ writtenFile }: Distribution, file: string | undefined): boolean =>
  file !== undefined && writtenFile?.id === file && writtenFile.isEarlier

/** The version whose sending thread handed a status over last that DistMgr has not written down. @param status any, or this */
export function handedOverLast(
  versions: readonly Distribution[],
  status: number | undefined,
  at: number | undefined,
): Distribution | undefined {
  let last: { readonly one: Distribution; readonly at: number } | undefined
  for (const one of versions)
    for (const file of one.statusFiles ?? [])
      if (!file.isWritten && isMeant(file, status, at) && (file.at ?? 0) >= (last?.at ?? 0))
        last = { one, at: file.at ?? 0 }
  return last?.one
}

/** Of a line that does not name the status it is not known whose it is, when that may have been lost hours ago. */
const isMeant = (file: StatusFile, status: number | undefined, at: number | undefined): boolean =>
  status === undefined
    ? file.status === installed && at !== undefined && file.at !== undefined && at - file.at <= soon
    : file.status === status

/** DistMgr works status files off within minutes; milliseconds. */
const soon = 15 * 60_000

/** DistMgr's status was the first word of a failure: its try, read later, is not told again. */
export function toldByStatus(one: Distribution, status: number): void {
  const last = one.statusFiles?.at(-1)
  if (last?.isWritten === true && last.status === status)
    keep(one, [...(one.statusFiles ?? []).slice(0, -1), { ...last, told: true }])
}

/** Was the failure of the try that begins at `at` told by DistMgr's status already? */
export const isToldAlready = ({ statusFiles }: Distribution, at: number | undefined): boolean =>
  statusFiles?.some((file) => file.isWritten && file.told && isBefore(at, file.at)) ?? false

function handOver(one: Distribution, file: StatusFile): void {
  const files = one.statusFiles ?? []
  if (files.some((other) => !other.isWritten && other.status === file.status && other.token === file.token)) return
  const written = files.find((other) => other.isWritten && other.status === file.status && isBefore(file.at, other.at))
  keep(one, written === undefined ? [...files, file] : files.filter((other) => other !== written))
}

function writeDown(one: Distribution, file: StatusFile): boolean {
  const files = one.statusFiles ?? []
  const at = files.findIndex(({ status, isWritten }) => !isWritten && status === file.status)
  const found = files[at]
  if (found === undefined) {
    keep(one, [...files, file])
    return false
  }
  // What its thread handed over before is worked off, or was lost.
  keep(
    one,
    files.filter((other, place) => place > at || other.isWritten || other.token !== found.token),
  )
  // A thread that only asks a pull DP how far it is makes no new try of it (distribution-engine.md 6.4, step 6).
  if (one.pull && file.status === installed) return false
  return found.token !== undefined && found.token !== one.tokens.at(-1)
}

function keep(one: Distribution, files: readonly StatusFile[]): void {
  one.statusFiles = files.length === 0 ? undefined : files.slice(-most)
}

/** Not known to be after. */
const isBefore = (one: number | undefined, other: number | undefined): boolean =>
  one === undefined || other === undefined || one <= other
