// What clients do in the documented situations: each with its outcome and the way through the flows.
import { describe, expect, it } from 'vitest'
import { accessSituations } from './situations/access-situations.ts'
import { boundaryGroupSituations } from './situations/boundary-group-situations.ts'
import { programSituations, rerunSituations } from './situations/program-situations.ts'
import { shortPath, type Situation } from './situations/situation.ts'
import { orderOf2012, situations2007 } from './situations/site-situations-2007.ts'

const tables: Readonly<Record<string, readonly Situation[]>> = {
  'boundary groups': boundaryGroupSituations,
  'roaming, protected and preferred DPs': situations2007,
  'access and management points': accessSituations,
  'downloads and programs': programSituations,
  'rerun behaviours': rerunSituations,
}

describe.each(Object.keys(tables))('%s', (table) => {
  it.each(tables[table]!)('$place: $name', ({ run, outcome, path }) => {
    const result = run()
    expect(result.outcome).toBe(outcome)
    expect(shortPath(result.path)).toBe(path)
  })
})

it('are at least sixty, each told once', () => {
  const all = Object.values(tables).flat()
  expect(all.length).toBeGreaterThanOrEqual(60)
  const names = all.map(({ place, name }) => `${place} ${name}`)
  expect(new Set(names).size).toBe(names.length)
})

it('the list of 2012 has preferred DPs of the AD site first, then forest, HTTPS, HTTP and shares', () => {
  expect(orderOf2012()).toEqual(['near share', 'https', 'http', 'share', 'other forest', 'fallback'])
})
