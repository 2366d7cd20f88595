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
    if (family.type === 'histogram') histogramLines(family, format, lines)
    else sampleLines(family, format, lines)
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

/** Ten thousand times per scrape: one addition of texts for a sample that was written before. */
function sampleLines({ name, samples }: FamilySnapshot, format: ExpositionFormat, lines: string[]): void {
  for (const sample of samples as readonly WrittenSample[]) {
    const text = (sample[seriesText] ??= flat(name, labelText(sample.labels), ' '))
    const { value, exemplar } = sample
    const line = text + (Number.isInteger(value) ? value : numberText(value))
    lines.push(format === 'text' || !exemplar ? line : line + exemplarText(exemplar))
  }
}

/** One piece in memory: a text put together by `+` is a tree that each use would walk again. */
const flat = (...parts: string[]): string => parts.join('')

/** The text before a sample's value, kept at the sample: a counter's sample is the same object at every scrape. */
const seriesText = Symbol('text of the series')
type WrittenSample = Sample & { [seriesText]?: string }

function histogramLines({ name, samples }: FamilySnapshot, format: ExpositionFormat, lines: string[]): void {
  for (const { metricName = name, labels, value, exemplar } of samples) {
    const text = labelText(format === 'openmetrics' ? canonicalBound(labels) : labels)
    const line = `${metricName}${text} ${numberText(value)}`
    lines.push(format === 'text' || !exemplar ? line : line + exemplarText(exemplar))
  }
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
