// Which format a client asked for, by RFC 9110 `Accept` and `Accept-Encoding`. Never refuses: text is the fallback. Pure.
import type { ExpositionFormat } from './exposition.ts'

/** OpenMetrics when it is asked for with a higher quality than any text, or with the same and nothing but it named. */
export function formatFor(accept: string | undefined): ExpositionFormat {
  let openMetrics = 0
  let text = 0
  for (const { value, parameters, quality } of preferences(accept)) {
    if (value === 'application/openmetrics-text') {
      if (supportedVersion(parameters.get('version'))) openMetrics = Math.max(openMetrics, quality)
    } else if (['text/plain', 'text/*', '*/*'].includes(value)) text = Math.max(text, quality)
  }
  return openMetrics > text ? 'openmetrics' : 'text'
}

/** 0.0.1 is what Prometheus 2 asks for beside 1.0.0; both are read by the same parser. */
function supportedVersion(version: string | undefined): boolean {
  return version === undefined || version === '1.0.0' || version === '0.0.1'
}

export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const asked = preferences(acceptEncoding)
  const named =
    asked.find(({ value }) => value === 'gzip' || value === 'x-gzip') ?? asked.find(({ value }) => value === '*')
  return named !== undefined && named.quality > 0
}

type Preference = {
  readonly value: string
  readonly parameters: ReadonlyMap<string, string>
  readonly quality: number
}

/** Longest header looked at, in characters, and most entries. */
const limits = { length: 4_096, entries: 64 }

function preferences(header: string | undefined): Preference[] {
  if (header === undefined) return []
  return header.slice(0, limits.length).split(',').slice(0, limits.entries).map(preference)
}

function preference(entry: string): Preference {
  const [value = '', ...rest] = entry.split(';')
  const parameters = new Map(rest.map(parameter))
  const quality = Number(parameters.get('q') ?? '1')
  return {
    value: value.trim().toLowerCase(),
    parameters,
    quality: Number.isFinite(quality) ? Math.min(1, Math.max(0, quality)) : 0,
  }
}

function parameter(text: string): [string, string] {
  const [name = '', value = ''] = text.split('=')
  return [name.trim().toLowerCase(), value.trim().replace(/^"|"$/g, '')]
}
