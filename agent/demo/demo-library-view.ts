// The content library in the demo: one line on how it is, and its gravest findings. Pure.
import type { Colours } from '../terminal/colours.ts'
import { printableLine } from '../terminal/printable.ts'

/** Of the object at /api/v1/library, as far as it is shown. */
export type ShownLibrary = {
  readonly dp: string
  readonly state: string
  readonly storedFiles: number
  readonly packages: number
  readonly findings: readonly ShownFinding[]
}

export type ShownFinding = {
  readonly rule: string
  readonly severity: string
  readonly detail: string
  readonly suggestedAction: string
  readonly packagesAffected: readonly string[]
}

/** Findings shown; the page has all. */
const mostFindings = 3

/** @param account  as /api/v1/library gives it; undefined before the library was scanned */
export function shownLibrary(
  dp: string,
  account: Readonly<Record<string, unknown>> | undefined,
): ShownLibrary | undefined {
  const counts = account?.['counts']
  if (account === undefined || typeof counts !== 'object' || counts === null) return undefined
  const { packages, storedFiles } = counts as Readonly<Record<string, unknown>>
  return {
    dp,
    state: String(account['state']),
    packages: Number(packages),
    storedFiles: Number(storedFiles),
    findings: account['findings'] as readonly ShownFinding[],
  }
}

/** `LIBRARY PS1DP7  3 packages, 6 stored files, 1 finding`, and below it what is wrong. */
export function libraryLines(library: ShownLibrary, colours: Colours, width: number): readonly string[] {
  const { dp, packages, storedFiles, findings } = library
  const found = findings.length === 0 ? 'nothing is wrong' : countOf(findings.length, 'finding')
  const head = `${colours.bold('LIBRARY')} ${dp}  ${countOf(packages, 'package')}, ${countOf(storedFiles, 'stored file')}, ${found}`
  return [
    head,
    ...findings.slice(0, mostFindings).flatMap(({ rule, severity, detail, suggestedAction, packagesAffected }) => {
      const paint = severity === 'fatal' ? colours.red : colours.yellow
      const needed = packagesAffected.length === 0 ? '' : `${packagesAffected.join(', ')}: `
      const mark = `✗ ${rule} ${severity}`
      return [
        `${paint(mark)} ${cut(`${needed}${detail}`, width - mark.length - 1)}`,
        colours.dim(cut(`    → ${suggestedAction}`, width)),
      ]
    }),
    ...(findings.length > mostFindings ? [colours.dim(`  and ${String(findings.length - mostFindings)} more`)] : []),
  ]
}

const countOf = (count: number, what: string): string => `${String(count)} ${what}${count === 1 ? '' : 's'}`

function cut(text: string, width: number): string {
  const line = printableLine(text)
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`
}

/** Tells the library when it was scanned, and again when its findings changed. */
export function libraryTeller(
  colours: Colours,
): (library: ShownLibrary | undefined, width: number) => readonly string[] {
  let told = ''
  return (library, width) => {
    if (library === undefined) return []
    const state = library.findings.map(({ rule, detail }) => `${rule} ${detail}`).join('\n')
    if (told === `found ${state}`) return []
    told = `found ${state}`
    return libraryLines(library, colours, width)
  }
}
