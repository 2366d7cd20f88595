// Which rules a judgement could not evaluate, or not on everything, and why: nothing found there is no good news.
import { liveStored } from '../scan/library-index.ts'
import type { Facts } from './facts.ts'
import type { Rule } from './finding-kinds.ts'
import { isInPlace, type LibraryView } from './view.ts'

export type NotEvaluated = {
  readonly rule: Rule
  /** Ends the sentence "not evaluated, because …". */
  readonly because: string
}

type Condition = {
  readonly rules: readonly Rule[]
  readonly isMet: (facts: Facts, view: LibraryView) => boolean
  readonly because: string | ((facts: Facts, view: LibraryView) => string)
}

/** What decides whether a rule was evaluated, for the rules that depend on something. The first that is not met speaks. */
const conditions: readonly Condition[] = [
  {
    rules: ['I6', 'I7', 'I8', 'I9', 'I11', 'I12', 'I13', 'I15'],
    isMet: ({ level }) => level >= 1,
    because: 'the INIs are read from level 1 on',
  },
  { rules: ['I10'], isMet: ({ hashed }) => hashed !== undefined, because: 'stored files are hashed from level 2 on' },
  {
    rules: ['I10'],
    isMet: (facts, view) => facts.remembered === true || hashedOf(facts, view) === storedOf(view),
    because: (facts, view) => `${hashedOf(facts, view)} of ${storedOf(view)} stored files were hashed`,
  },
  { rules: ['I17'], isMet: ({ wmi }) => wmi !== undefined, because: 'no list of SMS_PackagesInContLib was given' },
  { rules: ['I18'], isMet: ({ expected }) => expected !== undefined, because: 'no expected list was given' },
  { rules: ['I20'], isMet: ({ level }) => level >= 3, because: 'signature archives are looked at from level 3 on' },
  {
    rules: ['I20'],
    isMet: ({ archives }) => archives !== undefined,
    because: 'no drive has a SMSSIG$ that can be read',
  },
  { rules: ['I21'], isMet: ({ staging }) => staging !== undefined, because: 'no drive has a SMS_DP$ that can be read' },
  {
    rules: ['I22'],
    isMet: ({ reserveBytes }) => reserveBytes !== undefined,
    because: 'the free space below a copied or mounted library says nothing',
  },
  {
    rules: ['I22'],
    isMet: (_, { index }) => index.survey.drives.some(({ freeBytes }) => freeBytes !== undefined),
    because: 'no drive tells its free space',
  },
  {
    rules: ['I23'],
    isMet: ({ usableDrives }) => usableDrives !== undefined,
    because: 'the list of usable drives and the shares are in the registry of the distribution point',
  },
  {
    // Its other half. A share is an entry of the Windows server service (LanmanServer): no file or folder shows it.
    rules: ['I23'],
    isMet: () => false,
    because: 'where the shares point is known to Windows, not to a file system; compare "net share" with the drives',
  },
  {
    rules: ['I28'],
    isMet: () => false,
    // Node tells of the Win32 attribute mask only read-only; FILE_ATTRIBUTE_ENCRYPTED is not passed on by libuv's stat.
    because: 'no portable file system call tells EFS encryption, and a copy loses it; on Windows ask cipher.exe /c',
  },
  {
    rules: ['I30'],
    isMet: ({ unlogged }) => unlogged !== undefined,
    because: 'it needs the log beside two scans: the running agent compares them',
  },
]

/** Stored files whose bytes were read to their end. */
const hashedOf = ({ hashed = [] }: Facts, { index }: LibraryView): number =>
  new Set(hashed.filter(({ row, actual }) => actual !== undefined && isInPlace(index, row)).map(({ row }) => row)).size

const storedOf = ({ index }: LibraryView): number =>
  [...liveStored(index)].filter((row) => isInPlace(index, row)).length

export function notEvaluated(view: LibraryView, facts: Facts): readonly NotEvaluated[] {
  const missing = new Map<Rule, string>()
  for (const { rules, isMet, because } of conditions) {
    const open = rules.filter((rule) => !missing.has(rule))
    if (open.length === 0 || isMet(facts, view)) continue
    const words = typeof because === 'string' ? because : because(facts, view)
    for (const rule of open) missing.set(rule, words)
  }
  return [...missing]
    .map(([rule, because]) => ({ rule, because }))
    .sort((a, b) => Number(a.rule.slice(1)) - Number(b.rule.slice(1)))
}
