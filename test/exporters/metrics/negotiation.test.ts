import { describe, expect, it } from 'vitest'
import { acceptsGzip, formatFor } from '../../../exporters/metrics/negotiation.ts'

describe('the format a client gets', () => {
  it.each([
    [undefined, 'text'],
    ['', 'text'],
    ['*/*', 'text'],
    ['text/html', 'text'],
    ['application/json', 'text'],
    ['application/openmetrics-text', 'openmetrics'],
    ['application/openmetrics-text; version=1.0.0; charset=utf-8', 'openmetrics'],
    ['application/openmetrics-text; version="1.0.0"', 'openmetrics'],
    ['application/openmetrics-text; version=2.0.0', 'text'],
    ['application/openmetrics-text; q=0, text/plain; q=0', 'text'],
    ['text/plain;q=0.5, application/openmetrics-text;q=0.4', 'text'],
    ['text/plain;q=0.4, application/openmetrics-text;q=0.5', 'openmetrics'],
    ['application/openmetrics-text;q=nonsense', 'text'],
    // Prometheus 2.42
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    // Prometheus 3 with native histograms asks for protobuf first
    [
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
      'openmetrics',
    ],
    [`${'x,'.repeat(100_000)}application/openmetrics-text`, 'text'],
  ])('for Accept %s', (accept, format) => {
    expect(formatFor(accept)).toBe(format)
  })

  it.each([
    [undefined, false],
    ['gzip', true],
    ['deflate, gzip;q=0.5', true],
    ['gzip;q=0', false],
    ['*', true],
    ['identity', false],
    ['*;q=0', false],
    ['br', false],
  ])('is packed for Accept-Encoding %s: %s', (encoding, packed) => {
    expect(acceptsGzip(encoding)).toBe(packed)
  })
})
