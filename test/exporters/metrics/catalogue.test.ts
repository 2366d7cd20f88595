import { describe, expect, it } from 'vitest'
import { catalogue, labelSources, type Family } from '../../../exporters/metrics/catalogue.ts'

const families: readonly Family[] = Object.values(catalogue)

describe('the catalogue of metrics', () => {
  it('names each metric once', () => {
    expect(new Set(families.map(({ name }) => name)).size).toBe(families.length)
  })

  it.each(families)('$name is named as Prometheus names things', ({ name, type, unit, labels, buckets }) => {
    expect(name).toMatch(/^cmdp_[a-z][a-z_]*[a-z]$/)
    expect(name.endsWith('_total')).toBe(type === 'counter')
    expect(name.endsWith('_info')).toBe(type === 'info')
    expect(name).not.toMatch(/_(sum|count|bucket|ms|kb|mb|percent|milliseconds)$/)
    if (unit !== undefined) expect(name.replace(/_total$/, '').endsWith(`_${unit}`)).toBe(true)
    expect(unit !== undefined).toBe(/_(seconds|bytes)(_total)?$/.test(name))
    for (const label of labels) expect(name.split('_')).not.toContain(`by${label}`)
    expect(buckets !== undefined).toBe(type === 'histogram')
  })

  it.each(families)('$name says in one sentence where its number comes from', ({ help }) => {
    expect(help).toMatch(/^[A-Z0-9].*\.$/)
    expect(help).toMatch(/\blogs?\b|\.log\b|\blibrary\b/)
    expect(help).not.toContain('\n')
  })

  it.each(families)('$name has labels of the vocabulary, and buckets that ascend', ({ labels, buckets = [] }) => {
    for (const label of labels) expect(Object.keys(labelSources)).toContain(label)
    expect(new Set(labels).size).toBe(labels.length)
    expect(buckets).toEqual([...buckets].sort((a, b) => a - b))
  })

  it('uses no label that Prometheus puts on targets, and none that a log could fill without bound', () => {
    const refused = [
      'type',
      'service',
      'environment',
      'region',
      'cluster',
      'instance',
      'job',
      'path',
      'content',
      'thread',
    ]
    for (const label of refused) expect(Object.keys(labelSources)).not.toContain(label)
  })

  it('puts package and dp together only on what is not healthy', () => {
    const both = families.filter(({ labels }) => labels.includes('package') && labels.includes('dp'))
    expect(both.map(({ name }) => name).sort()).toEqual([
      'cmdp_distribution_failing',
      'cmdp_distribution_last_failure_timestamp_seconds',
    ])
  })
})
