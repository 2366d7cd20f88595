// A snapshot of all metrics as text. Both formats are written here from the same values; prom-client's own writer is not
// used (see registry.ts). Pure.
//
//   text 0.0.4          # TYPE cmdp_log_lines_total counter          OpenMetrics 1.0.0   # TYPE cmdp_log_lines counter
//                       cmdp_log_lines_total{log="distmgr"} 5                            cmdp_log_lines_total{log="distmgr"} 5
//                                                                                        # EOF
import type { FamilySnapshot, Sample, ShownExemplar } from './registry.ts'

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
    if (family.type === 'histogram')
      for (const sample of family.samples) lines.push(histogramLine(family, sample, format))
    else for (const sample of family.samples) lines.push(sampleLine(family, sample, format))
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

function sampleLine({ name }: FamilySnapshot, sample: WrittenSample, format: ExpositionFormat): string {
  const text = (sample[seriesText] ??= `${name}${labelText(sample.labels)} `)
  const line = text + numberText(sample.value)
  if (format === 'text' || sample.exemplar === undefined || sample.exemplar === null) return line
  return line + exemplarText(sample.exemplar)
}

/** The text before a sample's value, kept at the sample: a counter's sample is the same object at every scrape. */
const seriesText = Symbol('text of the series')
type WrittenSample = Sample & { [seriesText]?: string }

function histogramLine({ name }: FamilySnapshot, sample: Sample, format: ExpositionFormat): string {
  const { metricName = name, labels, value, exemplar } = sample
  const line = `${metricName}${labelText(format === 'openmetrics' ? canonicalBound(labels) : labels)} ${numberText(value)}`
  return format === 'text' || exemplar === undefined || exemplar === null ? line : line + exemplarText(exemplar)
}

/** OpenMetrics wants `le` as a float: 300.0, not 300. */
function canonicalBound(labels: Sample['labels']): Sample['labels'] {
  const { le } = labels
  return typeof le === 'number' && Number.isInteger(le) ? { ...labels, le: le.toFixed(1) } : labels
}

function labelText(labels: Sample['labels']): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function exemplarText({ labelSet, value, timestamp }: ShownExemplar): string {
  return ` # ${labelText(labelSet)} ${numberText(value)} ${numberText(timestamp)}`
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
