// The words stories are written in: who says which line how long after the one before.

/** Whose thread writes the line; wording.ts tells in which log and on which machine. */
export type Speaker =
  | 'notifier'
  | 'main'
  | 'package'
  | 'dp'
  | 'replication'
  | 'transferMain'
  | 'sending'
  | 'despooler'
  | 'provider'
  | 'pull'
  | 'stateSystem'

/** Milliseconds of the world's time, or `copy`: as long as the current file (outside of files: all of them) takes to this DP. */
export type Wait = number | 'copy'

export type Step =
  | { readonly by: Speaker; readonly says: string; readonly after: Wait; readonly fields: FieldTemplates }
  /** A status message; its strings are in wording.ts. */
  | { readonly by: Speaker; readonly raises: number; readonly after: Wait }
  /** The steps once per file of the package; `first`: the transfer ends within the first file. */
  | { readonly files: 'all' | 'first'; readonly steps: readonly Step[] }

/** Values for the holes of the line; `{name}` is a name of the scene (names.ts). */
export type FieldTemplates = Readonly<Record<string, string>>

export const seconds = (count: number): number => count * 1_000
export const minutes = (count: number): number => count * 60_000
export const hours = (count: number): number => count * 3_600_000

/** `line('dp', 'DM-085')` a tenth of a second after the line before; another wait and other values where they matter. */
export const line = (by: Speaker, says: string, fields: FieldTemplates = {}, after: Wait = 100): Step => ({
  by,
  says,
  after,
  fields,
})

export const later = (after: Wait, by: Speaker, says: string, fields: FieldTemplates = {}): Step =>
  line(by, says, fields, after)

export const status = (by: Speaker, raises: number, after: Wait = 100): Step => ({ by, raises, after })

/** One try of something, and what follows. `again`: the same is tried once more after so many milliseconds. */
export type Try = { readonly steps: readonly Step[]; readonly then: Continuation }
export type Continuation = 'goes on' | { readonly again: number }

/** What happens to one package version on one distribution point. Of each list the last try repeats for ever. */
export type Course = {
  readonly dpThread: readonly Try[]
  /** Empty: the DP thread makes no transfer job. */
  readonly transfer: readonly Try[]
  /** How the result reaches the site once the last transfer went on. */
  readonly report: readonly Step[]
}

/** What the package thread does before any DP is served. */
export type Processing = readonly Try[]
