// The shape of a rule: what one row of the signature catalogue means for threads, distributions, packages and roles.
import type {
  AboutDistribution,
  DistributionEvent,
  DpHappening,
  Facts,
  Happening,
  PackageHappening,
} from '../../engine/distribution/distribution-event.ts'
import type { Evidence, Stage } from '../../engine/distribution/run.ts'
import type { LogEntry } from '../../parsers/log-entry.ts'
import type { Fields } from '../../parsers/recognise.ts'
import type { ContentOwners } from './content-owners.ts'
import type { Named, NameField } from './named-things.ts'
import type { Role, Thread, Threads } from './threads.ts'

/** A line on its way through the rules. */
export type Line = {
  readonly signature: string
  readonly fields: Fields
  readonly entry: LogEntry
  readonly host: string
  readonly named: Named
  readonly evidence: Evidence
  /** The thread it speaks for: the one that wrote it, or one that it starts or ends. */
  thread: Thread
}

/** What a doing works with. */
export type Bench = {
  readonly threads: Threads
  readonly owners: ContentOwners
  /** Key of another thread of the same log; the running text of the line's file when the line has no thread number. */
  readonly keyOf: (line: Line, thread: number | undefined, role: Role) => string
  /** Lines of this thread that were kept back: no more will come that tell whose they are. */
  readonly settle: (thread: Thread | undefined) => void
  /** Hands on an event besides the one of the rule. */
  readonly emit: (event: DistributionEvent) => void
}

export type Doing = (line: Line, bench: Bench) => void

export type Rule = {
  /** Fields that tell what the line is about. */
  readonly names?: readonly NameField[]
  /** Kind of thread that writes such a line; undefined: any kind does. */
  readonly role?: Role
  /** What the line does to the bindings of threads. */
  readonly does?: Doing
  /** The line begins new work of its thread: what it names is not added to the old. */
  readonly begins?: true
  /** A trailing line of a try that is over: it opens no new one. */
  readonly trails?: true
  /** What happens to the distribution, and who says so where that is not clear from the kind of thread. */
  readonly says?: Happening | ((line: Line) => Happening | undefined)
  readonly by?: AboutDistribution['by']
  readonly facts?: (line: Line) => Facts
  /** What happens to the package as a whole. */
  readonly package?: PackageHappening | ((line: Line) => PackageHappening | undefined)
  /** Stage of the package work that a failure stops. */
  readonly stage?: Stage
  /** What happens to the role itself. */
  readonly dpRole?: DpHappening | ((line: Line) => DpHappening | undefined)
}

export type Rules = Readonly<Record<string, Rule>>
