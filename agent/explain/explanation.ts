// What `cmdp explain` can say about a text. One text may be several things: 2330 is a status message and a Win32 code.
import type { LogEvent, LogName } from '../../parsers/recognise.ts'
import type { LogEntry } from '../../parsers/log-entry.ts'
import type { ResultCodeWords } from '../../parsers/result-code.ts'
import type { Signature } from '../../parsers/signatures/signature.ts'
import type { StatusMeaning } from '../../parsers/status-meanings.ts'
import type { FailureClass, FailureClassRow } from '../diagnose/failure-classes.ts'

export type Explanation =
  | LineExplanation
  | SignatureExplanation
  | CodeExplanation
  | StatusExplanation
  | ClassExplanation
  | RuleExplanation
  | NodeExplanation

/** One log entry, in any form. */
export type LineExplanation = {
  readonly kind: 'line'
  readonly entry: LogEntry
  readonly event: LogEvent | undefined
  /** undefined: the catalogue holds no such message. */
  readonly signature: SignatureExplanation | undefined
  readonly severity: LogEntry['severity']
  /** Every code in the line that we can put into words. */
  readonly codes: readonly ResultCodeWords[]
  readonly status: StatusExplanation | undefined
  /** When the line speaks of a failure. */
  readonly failure: FailureExplanation | undefined
  readonly node: string | undefined
}

export type FailureExplanation = {
  readonly class: FailureClass
  readonly cause: string
  readonly remedy: string
  readonly transient: boolean
}

export type SignatureExplanation = {
  readonly kind: 'signature'
  readonly signature: Signature
  readonly log: LogName
  /** Names of the values that such a message carries, each once, in their order. */
  readonly fieldNames: readonly string[]
  readonly node: string | undefined
  /** The rows that `pairsWith` names. */
  readonly belongsTo: readonly { readonly id: string; readonly log: LogName; readonly means: string }[]
}

export type CodeExplanation = ResultCodeWords & {
  readonly kind: 'code'
  /** The Windows number inside the code, where it has one. */
  readonly win32: number | undefined
  /** Failure classes that it can mean, depending on the line it stands in. */
  readonly classes: readonly FailureClass[]
}

export type StatusExplanation = StatusMeaning & { readonly kind: 'status message'; readonly node: string | undefined }

export type ClassExplanation = FailureClassRow & {
  readonly kind: 'failure class'
  readonly class: FailureClass
  /** Marks of lines, and codes, that lead to it. */
  readonly lines: readonly string[]
  readonly codes: readonly string[]
}

export type RuleExplanation = {
  readonly kind: 'library rule'
  readonly rule: string
  readonly findings: readonly { readonly severity: string; readonly means: string; readonly action: string }[]
}

export type NodeExplanation = {
  readonly kind: 'flow node'
  readonly node: string
  readonly flow: { readonly id: string; readonly title: string }
  readonly is: 'action' | 'question' | 'terminal'
  readonly text: string
  /** Answer -> where it leads. */
  readonly ways: readonly { readonly answer: string; readonly leadsTo: string }[]
  /** Log lines and places that show it, in words. */
  readonly seenIn: readonly string[]
  /** Signature ids and `status 2342`: the lines that prove that a distribution was there. */
  readonly provedBy: readonly { readonly mark: string; readonly means: string }[]
  /** Failure classes that stop here. */
  readonly classes: readonly FailureClass[]
}
