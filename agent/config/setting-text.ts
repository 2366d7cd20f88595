import { kinds, type Kind } from './setting-kinds.ts'
import type { Setting } from './settings.ts'

/** One value of a setting from its text, or what would be right (ends the sentence "must be …"). */
export function readSetting(row: Setting, text: string): { readonly value: unknown } | { readonly right: string } {
  const kind = kindOf(row)
  const value = kind.read(text)
  if (value === undefined) return { right: [kind.right, boundsOf(row)].filter((words) => words !== '').join(', ') }
  const { least, most } = row
  if (least !== undefined && Number(value) < Number(kind.read(least))) return { right: boundsOf(row) }
  if (most !== undefined && Number(value) > Number(kind.read(most))) return { right: boundsOf(row) }
  return { value }
}

/** `from 100 to 10000000`, `at least 1s`; '' for a setting without bounds. */
function boundsOf({ least, most }: Setting): string {
  if (least !== undefined && most !== undefined) return `from ${least} to ${most}`
  if (least !== undefined) return `at least ${least}`
  return most === undefined ? '' : `at most ${most}`
}

/** One value as an operator would write it. */
export const writeSetting = (row: Setting, value: unknown): string => kindOf(row).write(value)

/** How this setting's text is read; a choice is a kind of its own. */
export function kindOf(row: Setting): Kind<unknown> {
  if (row.kind !== 'choice') return kinds[row.kind]
  const choices = row.choices ?? []
  return {
    read: (text) => (choices.includes(text) ? text : undefined),
    write: String,
    right: `one of ${choices.join(', ')}`,
    json: { type: 'string', enum: choices },
  }
}

/** Variable of the environment that sets a setting: `logs.startAt` is CMDP_LOGS_START_AT. */
export const variableOf = (row: Setting): string =>
  `CMDP_${row.key
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[.-]/g, '_')
    .toUpperCase()}`
