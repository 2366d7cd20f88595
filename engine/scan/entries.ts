// The rows of an index that are few enough to be objects: packages, contents, and everything odd.
import type { PackageRecord, RecordProblem } from '../library/ini-records.ts'
import { recordProblems } from '../library/ini-records.ts'

/** Eight letters and digits, upper case: what every package id is made of. */
export const isPackageId = (name: string): boolean => /^[A-Z0-9]{8}$/.test(name)

/** A file of PkgLib, or what lies in its place. */
export type PackageEntry = {
  /** As in the file's name, upper case. */
  readonly packageId: string
  /** Store path. */
  readonly path: string
  readonly modified: number
} & ({ readonly record: PackageRecord } | { readonly record: undefined; readonly problem: RecordProblem })

/** What DataLib holds under one content id. */
export type ContentEntry = {
  /** The id as the folder (or, without one, the INI) spells it; ends in `.temp` while it is not committed. */
  readonly name: string
  /** Names as found; undefined when that half is missing. */
  readonly folder: string | undefined
  readonly ini: string | undefined
  /** Newest change of the folder, its sub-folders and the INI; milliseconds since 1970 UTC. */
  readonly modified: number
  /** Last change of the INI; 0 without one. */
  readonly iniModified: number
  /** Tree hash as stored, upper-case hex; undefined when the INI gives none. */
  readonly treeHash: string | undefined
  readonly problem: RecordProblem | undefined
  readonly tree: TreeState
  /** The tree hash holds although the order of the names was open: it shows which order this library uses. */
  readonly telling: boolean
  /** Rows in the tables of folders and files. */
  readonly firstFolder: number
  readonly folderCount: number
  readonly firstFile: number
  readonly fileCount: number
}

/**
 * Does the stored tree hash hold? `differs`: no; `unverifiable`: no, but an order we do not know could explain it;
 * `unknown`: it cannot be computed, since an INI or a folder could not be read or this level does not read.
 */
export type TreeState = 'holds' | 'differs' | 'unverifiable' | 'unknown'

/** Something that is no part of a sound library, or a form that is read though the product does not write it. */
export type Remark = {
  readonly kind: 'foreign' | 'link' | 'unreadable' | 'badName' | 'twin' | 'wrongCase' | 'oddForm'
  /** Store path. */
  readonly path: string
  readonly detail: string
  /** The content, when it lies in one. */
  readonly content: string | undefined
  /** The stored file, when it belongs to one. */
  readonly hash: string | undefined
}

const problems = Object.keys(recordProblems) as RecordProblem[]

/** Record problem <-> the number in a state column; 0 is "no problem". */
export const stateOf = (problem: RecordProblem): number => problems.indexOf(problem) + 1
export const problemOf = (state: number): RecordProblem | undefined => problems[state - 1]
