// A collection often holds a log twice: a copy by hand, or a rollover that copied and had not yet cut the log
// (log-formats.md 7). Read twice, every try would count twice.
import { logOfFileName } from '../../parsers/recognise.ts'
import { detectLayout } from '../../parsers/layouts/detect.ts'
import type { FinishedLog, FoundLogs, LeftOut } from './finished-log.ts'
import { headBytes } from './log-order.ts'

/** The logs, less those of the same machine that another one begins with, byte for byte; these are told in `leftOut`. */
export async function withoutCopies({ logs, leftOut }: FoundLogs): Promise<FoundLogs> {
  const kept: FinishedLog[] = []
  const copies: LeftOut[] = []
  for (const group of groups(logs)) {
    const heads = new Map<FinishedLog, Buffer>()
    if (group.length > 1) for (const log of group) if (log.rereadable) heads.set(log, await headOf(log))
    const copied = new Map<FinishedLog, FinishedLog>()
    for (const log of group) {
      for (const other of group) {
        if (other === log || copied.has(other) || copied.has(log)) continue
        if (mayBegin(heads.get(log), heads.get(other)) && (await begins(log, other))) copied.set(log, other)
      }
    }
    for (const [log, other] of copied)
      copies.push({ path: log.path, reason: `the same lines as ${other.path}`, failed: false })
    kept.push(...group.filter((log) => !copied.has(log)))
  }
  const inOrder = logs.filter((log) => kept.includes(log))
  return { logs: inOrder, leftOut: [...leftOut, ...copies] }
}

function groups(logs: readonly FinishedLog[]): Iterable<readonly FinishedLog[]> {
  const byName = new Map<string, FinishedLog[]>()
  for (const log of logs) byName.set(groupOf(log), [...(byName.get(groupOf(log)) ?? []), log])
  return byName.values()
}

/** Logs of different machines may hold the same lines, and so may different logs. */
const groupOf = (log: FinishedLog): string => `${log.host}\n${logOfFileName(log.file) ?? log.place}`

async function headOf(log: FinishedLog): Promise<Buffer> {
  const blocks: Buffer[] = []
  let length = 0
  for await (const block of log.blocks(headBytes)) {
    blocks.push(Buffer.from(block))
    length += block.length
    if (length >= headBytes) break
  }
  return Buffer.concat(blocks).subarray(0, headBytes)
}

/** Only a log as written has an identity: two excerpts from a viewer may well be alike, and an empty log begins nothing. */
function mayBegin(head: Buffer | undefined, of: Buffer | undefined): boolean {
  if (head === undefined || of === undefined || head.length > of.length || !isFramed(head)) return false
  return head.equals(of.subarray(0, head.length))
}

function isFramed(head: Buffer): boolean {
  const end = head.indexOf(10)
  return detectLayout(head, 0, end < 0 ? head.length : end) !== undefined
}

/** Is all of `log` at the beginning of `other`? */
async function begins(log: FinishedLog, other: FinishedLog): Promise<boolean> {
  const rest = other.blocks()[Symbol.asyncIterator]()
  let theirs = Buffer.alloc(0)
  try {
    for await (const ours of log.blocks()) {
      for (let at = 0; at < ours.length;) {
        if (theirs.length === 0) {
          const { done, value } = await rest.next()
          if (done === true) return false
          theirs = value as Buffer<ArrayBuffer>
        }
        const length = Math.min(theirs.length, ours.length - at)
        if (ours.compare(theirs, 0, length, at, at + length) !== 0) return false
        theirs = theirs.subarray(length)
        at += length
      }
    }
    return true
  } finally {
    await rest.return?.()
  }
}
