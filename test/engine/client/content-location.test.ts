// What holds for every set of boundary groups, not only for the documented ones.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { BoundaryGroup } from '../../../engine/client/location/boundary-groups.ts'
import { locateContent, type ContentRequest } from '../../../engine/client/location/content-location.ts'
import { chanceOf } from '../../../engine/client/location/source-tries.ts'

const names = ['G0', 'G1', 'G2', 'G3']
const dps = Array.from({ length: 8 }, (_, index) => ({ name: `DP${index}`, site: 'PS1', hasContent: index % 3 > 0 }))
const anyGroup = (name: string): fc.Arbitrary<BoundaryGroup> =>
  fc.record({
    name: fc.constant(name),
    subnets: fc.subarray(['10.0.0.0/8', '10.1.0.0/16', '192.168.0.0/16']),
    distributionPoints: fc.subarray(dps.map((dp) => dp.name)),
    neighbors: fc
      .subarray(names.filter((other) => other !== name))
      .chain((some) => fc.tuple(...some.map((other) => fc.tuple(fc.constant(other), fc.integer({ min: 0, max: 300 })))))
      .map((pairs) => new Map(pairs.map(([other, minutes]) => [other, minutes * 60_000]))),
  })
const anyRequest: fc.Arbitrary<ContentRequest> = fc.record({
  address: fc.constantFrom('10.1.2.3', '10.9.9.9', '172.16.0.1'),
  assignedSite: fc.constant('PS1'),
  groups: fc.tuple(...names.map(anyGroup)),
  dps: fc.constant(dps),
})

it('sources hold the content, stand once each, and in the order of their ranks', () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const { sources } = locateContent(request, () => true, chanceOf('PC1'))
      expect(new Set(sources.map(({ name }) => name)).size).toBe(sources.length)
      for (const { name } of sources) expect(dps.find((dp) => dp.name === name)?.hasContent).toBe(true)
      expect(sources.map(({ rank }) => rank)).toEqual(sources.map(({ rank }) => rank).sort((one, other) => one - other))
    }),
  )
})

it('nobody is asked before its time, and each source is asked before the client gives up', () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const asked = new Set<string>()
      const { chosen, sources } = locateContent(
        request,
        ({ name, from }, at) => {
          expect(at).toBeGreaterThanOrEqual(from)
          asked.add(name)
          return false
        },
        chanceOf('PC1'),
      )
      expect(chosen).toBeUndefined()
      expect([...asked].sort()).toEqual(sources.map(({ name }) => name).sort())
    }),
  )
})

it('the same client meets the same order again, and clients differ among equals', () => {
  const request: ContentRequest = {
    address: '10.1.2.3',
    assignedSite: 'PS1',
    groups: [
      { name: 'G', subnets: ['10.0.0.0/8'], distributionPoints: dps.map(({ name }) => name), neighbors: new Map() },
    ],
    dps: dps.map((dp) => ({ ...dp, hasContent: true })),
  }
  const firstOf = (client: string): string | undefined =>
    locateContent(request, () => true, chanceOf(client)).chosen?.name
  const clients = Array.from({ length: 400 }, (_, index) => `PC${index}`)
  expect(clients.map(firstOf)).toEqual(clients.map(firstOf))
  for (const { name } of dps) expect(clients.filter((client) => firstOf(client) === name).length).toBeGreaterThan(20)
})
