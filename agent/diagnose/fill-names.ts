import type { FailureLine } from './failure-facts.ts'

/** Longest value from a log that goes into a sentence for people. */
const longestName = 160

/** Names that any line of the failure may give; every other hole only the lines that decided. */
const sharedNames: readonly string[] = ['contentId', 'path', 'site', 'jobId']

/**
 * Fill the holes of a class's text with what the lines name. `read the source[ {path}]` becomes `read the source \\A\B`,
 * or `read the source` when no line names a path. Values come from a log: control and direction marks are taken out.
 */
export function fillNames(template: string, deciding: readonly FailureLine[], all: readonly FailureLine[]): string {
  return template.replaceAll(
    /\[([^[\]{}]*)\{(\w+)\}([^[\]{}]*)\]/g,
    (_part, before: string, hole: string, after: string) => {
      const lines = sharedNames.includes(hole) ? [...deciding, ...all] : deciding
      const value = lines.map(({ fields }) => fields?.[hole]).find((named) => named !== undefined && named !== '')
      return value === undefined ? '' : before + harmless(String(value)) + after
    },
  )
}

function harmless(value: string): string {
  const plain = value.slice(0, 4 * longestName).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '')
  return plain.length > longestName ? `${plain.slice(0, longestName)}…` : plain
}
