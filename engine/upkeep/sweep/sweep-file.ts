// The plan of a sweep as the file that a person reviews: the plan as every command prints it, with the items it stands
// for. Whoever reviews it may take steps out; nothing may be put in that is not an orphan when it is applied.
import { windowsPath } from '../../library/layout.ts'

export const sweepFileVersion = 1

export type ReviewedSweep = {
  /** `action path` of every step, with store paths. */
  readonly approved: ReadonlySet<string>
  readonly library: string
  readonly options: Readonly<Record<string, unknown>>
}

/** What is wrong with a text that should be a reviewed plan. */
export type SweepFileFault = { readonly fault: string }

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

export function readSweepFile(text: string): ReviewedSweep | SweepFileFault {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { fault: 'it is no JSON' }
  }
  if (!isObject(value) || value['operation'] !== 'sweep') return { fault: 'it is no plan of a sweep' }
  if (value['version'] !== undefined && value['version'] !== sweepFileVersion)
    return { fault: `it was written by another version of cmdp (plan version ${String(value['version'])})` }
  const { steps, library, options } = value
  if (!Array.isArray(steps)) return { fault: 'it has no list of steps' }
  const approved = new Set<string>()
  for (const step of steps) {
    if (!isObject(step) || typeof step['action'] !== 'string' || typeof step['path'] !== 'string')
      return { fault: 'a step has no action or no path' }
    approved.add(`${step['action']} ${step['path'].replaceAll('\\', '/')}`)
  }
  return { approved, library: typeof library === 'string' ? library : '', options: isObject(options) ? options : {} }
}

/** The file: the plan's own object behind version and library. */
export const sweepFileOf = (
  plan: object,
  more: { library: string; options: Json; items: readonly string[] },
): object => ({
  version: sweepFileVersion,
  ...plan,
  library: more.library,
  options: more.options,
  items: more.items.map(windowsPath),
})
