// A library changes while it is read: a content that is being added has users before it has a folder, one that is being
// removed the other way round. A finding therefore counts only when two looks, with a quiet time between them, show
// exactly the same thing. What still moves is marked transient.
import { updateIndex } from '../scan/update.ts'
import type { Crew } from '../scan/crew.ts'
import type { LibraryIndex } from '../scan/library-index.ts'
import type { HashResult } from '../verify/hash-stored.ts'
import { hashAgain } from '../verify/verify.ts'
import type { Facts } from './facts.ts'
import type { FindingKind } from './finding-kinds.ts'
import type { Finding } from './findings.ts'
import { judge, type Judgement } from './judge-library.ts'

export type SecondLook = {
  /** Waits so many milliseconds, then tells the time; milliseconds since 1970 UTC. */
  readonly wait: (ms: number) => Promise<number>
  /** When the first look began; real time, whatever `facts.now` says. */
  readonly startedAt: number
  readonly signal?: AbortSignal | undefined
  /** What is known of bytes at the moment, where remembered verdicts serve; else what was found wrong is hashed again. */
  readonly known?: ((index: LibraryIndex) => readonly HashResult[]) | undefined
}

/** Longer than the product takes between two steps of one change; milliseconds. */
const quiet = 1_500
/** Changes within this time before the scan may be the middle of an operation; milliseconds. */
const recent = 2_000
/** On a library that never rests we do not wait for ever. */
const mostLooks = 5

/** The judgement after as many looks as it needed. */
export async function judgeTwice(crew: Crew, index: LibraryIndex, first: Facts, look: SecondLook): Promise<Judgement> {
  let facts = first
  let judgement = judge(index, facts)
  let before = new Map<string, string>()
  const confirmed = new Set<string>()
  for (let looks = 1; looks < mostLooks; looks++) {
    const open = judgement.findings.filter((one) => !confirmed.has(mark(one)))
    if (open.length === 0 || look.signal?.aborted === true) break
    const young = await areYoung(crew, open, look.startedAt - recent)
    before = new Map(open.map((one) => [one.id, mark(one)]))
    const now = await look.wait(looks === 1 && !young ? 0 : quiet)
    await updateIndex(crew, index, { now, signal: look.signal, inPlace: 'none' }, pathsOf(open))
    if (facts.hashed !== undefined) {
      facts = { ...facts, hashed: look.known?.(index) ?? (await hashAgain(crew, index, facts.hashed)) }
    }
    judgement = judge(index, facts)
    for (const one of judgement.findings) if (before.get(one.id) === mark(one)) confirmed.add(mark(one))
  }
  return {
    ...judgement,
    findings: judgement.findings.map((one) => (confirmed.has(mark(one)) ? one : { ...one, transient: true })),
  }
}

/** Their detail counts what other work on the volume moves all the time; what they say is the same nevertheless. */
const moving: ReadonlySet<FindingKind> = new Set(['lowSpace'])

/** What must be the same in both looks. */
const mark = ({ id, kind, detail, severity, evidence }: Finding): string =>
  (moving.has(kind) ? [id, severity] : [id, severity, detail, ...evidence]).join('\n')

/** Contents and buckets to read again: the findings' own paths and the folders they lie in. */
function pathsOf(findings: readonly Finding[]): ReadonlySet<string> {
  const paths = new Set<string>()
  for (const { involved } of findings) {
    for (const path of involved) {
      const names = path.split('/')
      if (names.length >= 4) paths.add(names.slice(0, 4).join('/'))
    }
  }
  return paths
}

/** Has anything that the findings speak of changed since `since`? Missing things have no time; their folders have. */
async function areYoung(crew: Crew, findings: readonly Finding[], since: number): Promise<boolean> {
  const paths = new Set<string>()
  for (const { involved } of findings) {
    for (const path of involved) {
      const names = path.split('/')
      for (let length = 3; length <= names.length; length++) paths.add(names.slice(0, length).join('/'))
    }
  }
  const answer = await crew.run({ kind: 'younger', paths: [...paths], since })
  return answer.kind === 'changed' && answer.paths.length > 0
}
