// Nothing in the logs carries a trace context, and two hosts see the same run. Ids are therefore made from facts that
// both sides print: package, version and DP (the transfer job line on the site server; content id and own name on the
// DP). No part depends on reading order, offsets or process start, so the same logs read again give the same ids.
//
// Test vector: key cmdp1|PS100039|2|PS1DP1.CONTOSO.COM
//              trace id 53066faf87dcf1ea6e177c9b6b639009, root span id 9bda963fe4dbff7c
import { hash } from 'node:crypto'
import type { Stage } from './run.ts'

/** What all spans of one trace have in common, as text; see the three functions that make one. */
export type TraceKey = string

/** One package version on its way to one DP. */
export function runKey(packageId: string, packageVersion: number, dp: string): TraceKey {
  return `cmdp1|${packageId}|${packageVersion}|${dp.toUpperCase()}`
}

/** The work done once for all DPs of a package version: snapshot, hash, signature. */
export function packageKey(packageId: string, packageVersion: number): TraceKey {
  return runKey(packageId, packageVersion, '*')
}

/** A content on a DP whose package version the DP does not print (applications). */
export function contentKey(contentId: string, dp: string): TraceKey {
  return `cmdp1c|${contentId}|${dp.toUpperCase()}`
}

/** 32 lower-case hex digits. */
export const traceIdOf = (key: TraceKey): string => idsOf(key).traceId

/** 16 lower-case hex digits: the span that the trace begins with. */
export const rootSpanIdOf = (key: TraceKey): string => idsOf(key).rootSpanId

type TraceIds = { readonly traceId: string; readonly rootSpanId: string }

/** Each line of a run asks for the same two ids: those of the keys asked for last are kept. */
const recent = new Map<TraceKey, TraceIds>()
const mostRecent = 1_000

function idsOf(key: TraceKey): TraceIds {
  const known = recent.get(key)
  if (known !== undefined) return known
  const ids = { traceId: firstNonZero(sha256(`${key}|t`), 32), rootSpanId: firstNonZero(sha256(`${key}|r`), 16) }
  if (recent.size >= mostRecent) recent.clear()
  recent.set(key, ids)
  return ids
}

export type SpanFacts = {
  readonly traceId: string
  /** `run` for a later run of a version on the same DP. */
  readonly stage: Stage | 'run'
  /** Content id for add-to-library and verify, else the job id, else ''. */
  readonly subject: string
  /** Event time, milliseconds since 1970 UTC. */
  readonly startedAt: number
  /** FQDN of the machine the log belongs to. */
  readonly host: string
}

/** 16 lower-case hex digits: any span but the root. */
export function spanIdOf({ traceId, stage, subject, startedAt, host }: SpanFacts): string {
  return firstNonZero(sha256(`${traceId}|${stage}|${subject}|${startedAt}|${host.toUpperCase()}`), 16)
}

const sha256 = (text: string): string => hash('sha256', text)

/** An id of zeros only is invalid in W3C Trace Context: take the digits that follow. */
function firstNonZero(hex: string, digits: number): string {
  for (let from = 0; from + digits <= hex.length; from += digits) {
    const id = hex.slice(from, from + digits)
    if (/[^0]/.test(id)) return id
  }
  return '1'.padStart(digits, '0')
}
