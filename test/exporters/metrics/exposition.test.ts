import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expose, type ExpositionFormat } from '../../../exporters/metrics/exposition.ts'
import type { FamilySnapshot } from '../../../exporters/metrics/registry.ts'
import { readExposition, valueOf } from '../../support/exposition-parser.ts'

const exemplarOf = (trace: string, span: string, value: number, timestamp: number) => ({
  labelSet: { trace_id: trace.repeat(32), span_id: span.repeat(16) },
  value,
  timestamp,
})

const counter = (labels: Record<string, string>, value = 1): FamilySnapshot => ({
  name: 'cmdp_x_total',
  type: 'counter',
  kept: true,
  help: 'What it is, with "quotes", a \\ and\na second line.',
  samples: [{ labels, value, exemplar: exemplarOf('a', 'b', 1, 1.5) }],
})

const histogram: FamilySnapshot = {
  name: 'cmdp_y_seconds',
  type: 'histogram',
  unit: 'seconds',
  kept: true,
  help: 'Time.',
  samples: [
    { metricName: 'cmdp_y_seconds_bucket', labels: { le: 0.5 }, value: 1, exemplar: null },
    {
      metricName: 'cmdp_y_seconds_bucket',
      labels: { le: 300 },
      value: 2,
      exemplar: exemplarOf('c', 'd', 120.5, 1_768_000_000.123),
    },
    { metricName: 'cmdp_y_seconds_bucket', labels: { le: '+Inf' }, value: 2 },
    { metricName: 'cmdp_y_seconds_sum', labels: {}, value: 120.75 },
    { metricName: 'cmdp_y_seconds_count', labels: {}, value: 2 },
  ],
}

const info: FamilySnapshot = {
  name: 'cmdp_z_info',
  type: 'info',
  kept: false,
  help: 'Facts.',
  samples: [{ labels: { version: '1' }, value: 1 }],
}

describe('the exposition', () => {
  it('is text 0.0.4', () => {
    expect(expose([counter({ dp: 'A' }), histogram, info], 'text'))
      .toBe(`# HELP cmdp_x_total What it is, with "quotes", a \\\\ and\\na second line.
# TYPE cmdp_x_total counter
cmdp_x_total{dp="A"} 1
# HELP cmdp_y_seconds Time.
# TYPE cmdp_y_seconds histogram
cmdp_y_seconds_bucket{le="0.5"} 1
cmdp_y_seconds_bucket{le="300"} 2
cmdp_y_seconds_bucket{le="+Inf"} 2
cmdp_y_seconds_sum 120.75
cmdp_y_seconds_count 2
# HELP cmdp_z_info Facts.
# TYPE cmdp_z_info gauge
cmdp_z_info{version="1"} 1
`)
  })

  it('is OpenMetrics 1.0.0: families without suffix, units, floats as bounds, exemplars, an end', () => {
    const a = 'a'.repeat(32)
    const b = 'b'.repeat(16)
    const c = 'c'.repeat(32)
    const d = 'd'.repeat(16)
    expect(expose([counter({ dp: 'A' }), histogram, info], 'openmetrics'))
      .toBe(`# HELP cmdp_x What it is, with \\"quotes\\", a \\\\ and\\na second line.
# TYPE cmdp_x counter
cmdp_x_total{dp="A"} 1 # {trace_id="${a}",span_id="${b}"} 1 1.5
# HELP cmdp_y_seconds Time.
# TYPE cmdp_y_seconds histogram
# UNIT cmdp_y_seconds seconds
cmdp_y_seconds_bucket{le="0.5"} 1
cmdp_y_seconds_bucket{le="300.0"} 2 # {trace_id="${c}",span_id="${d}"} 120.5 1768000000.123
cmdp_y_seconds_bucket{le="+Inf"} 2
cmdp_y_seconds_sum 120.75
cmdp_y_seconds_count 2
# HELP cmdp_z Facts.
# TYPE cmdp_z info
cmdp_z_info{version="1"} 1
# EOF
`)
  })

  it('leaves out a family without samples', () => {
    expect(expose([{ ...info, samples: [] }], 'openmetrics')).toBe('# EOF\n')
  })

  it.each<ExpositionFormat>(['text', 'openmetrics'])('gives back any label and any number, as %s', (format) => {
    const labels = fc.record({ dp: fc.string({ unit: 'grapheme' }), kind: fc.string({ unit: 'binary' }) })
    fc.assert(
      fc.property(labels, fc.double(), (any, value) => {
        const wellFormed = { dp: any.dp, kind: Buffer.from(any.kind).toString() }
        const read = readExposition(expose([counter(wellFormed, value)], format), format)
        expect(valueOf(read, 'cmdp_x_total', wellFormed)).toBe(Object.is(value, -0) ? 0 : value)
      }),
    )
  })

  it('cannot be made to tell a line of its own', () => {
    const hostile = 'x"} 1\ncmdp_forged 7\n# EOF\n\\'
    const read = readExposition(expose([counter({ dp: hostile })], 'text'), 'text')
    expect([...read.keys()]).toEqual(['cmdp_x_total'])
    expect(read.get('cmdp_x_total')?.samples[0]?.labels).toEqual({ dp: hostile })
  })
})
