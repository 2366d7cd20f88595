// A snapshot of all metrics as text. Both formats are written here from the same values; prom-client's own writer is not
// used (see registry.ts). Pure.
//
//   text 0.0.4          # TYPE cmdp_log_lines_total counter          OpenMetrics 1.0.0   # TYPE cmdp_log_lines counter
//                       cmdp_log_lines_total{log="distmgr"} 5                            cmdp_log_lines_total{log="distmgr"} 5
//                                                                                        # EOF
import type { Exemplar, FamilySnapshot, Sample } from './registry.ts'

export type ExpositionFormat = 'text' | 'openmetrics'

export const contentTypes: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

export function expose(families: readonly FamilySnapshot[], format: ExpositionFormat): string {
  const lines: string[] = []
  for (const family of families) {
    if (family.samples.length === 0) continue
    headLines(family, format, lines)
    for (const sample of family.samples) lines.push(sampleLine(family, sample, format))
  }
  if (format === 'openmetrics') lines.push('# EOF')
  lines.push('')
  return lines.join('\n')
}

function headLines(family: FamilySnapshot, format: ExpositionFormat, lines: string[]): void {
  const open = format === 'openmetrics'
  const name = open ? familyName(family) : family.name
  const type = !open && family.type === 'info' ? 'gauge' : family.type
  lines.push(`# HELP ${name} ${open ? escaped(family.help) : escapedHelp(family.help)}`, `# TYPE ${name} ${type}`)
  if (open && family.unit !== undefined) lines.push(`# UNIT ${name} ${family.unit}`)
}

/** In OpenMetrics the family is named without the suffix that its samples carry. */
function familyName({ name, type }: FamilySnapshot): string {
  if (type === 'counter') return name.replace(/_total$/, '')
  return type === 'info' ? name.replace(/_info$/, '') : name
}

function sampleLine(family: FamilySnapshot, sample: Sample, format: ExpositionFormat): string {
  const labels = format === 'openmetrics' && sample.suffix === '_bucket' ? canonicalBound(sample.labels) : sample.labels
  const line = `${family.name}${sample.suffix}${labelText(labels)} ${numberText(sample.value)}`
  if (format === 'text' || sample.exemplar === undefined) return line
  return line + exemplarText(sample.exemplar)
}

/** OpenMetrics wants `le` as a float: 300.0, not 300. */
function canonicalBound(labels: Sample['labels']): Sample['labels'] {
  const { le } = labels
  return typeof le === 'number' && Number.isInteger(le) ? { ...labels, le: le.toFixed(1) } : labels
}

/** Label objects live as long as their series, so each is written once. */
const written = new WeakMap<object, string>()

function labelText(labels: Sample['labels']): string {
  const known = written.get(labels)
  if (known !== undefined) return known
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`)
  const text = pairs.length === 0 ? '' : `{${pairs.join(',')}}`
  written.set(labels, text)
  return text
}

function exemplarText({ traceId, spanId, value, at }: Exemplar): string {
  return ` # {trace_id="${escaped(traceId)}",span_id="${escaped(spanId)}"} ${numberText(value)} ${numberText(at / 1000)}`
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value)
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? '+Inf' : '-Inf'
}

function escaped(text: string): string {
  return /[\\"\n]/.test(text) ? text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n') : text
}

/** Quotes stand as they are in the HELP of the text format, but not in that of OpenMetrics. */
function escapedHelp(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')
}
