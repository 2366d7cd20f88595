import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { runCmdp } from '../../support/run-cmdp.ts'

const scenario = `
start: 2026-01-05T08:00:00Z
sites: [{ code: PS1, kind: primary, server: PS1SITE.CONTOSO.COM }]
distributionPoints:
  - { name: PS1DP1.CONTOSO.COM, site: PS1 }
  - { name: PS1DP2.CONTOSO.COM, site: PS1 }
  - { name: PS1DP3.CONTOSO.COM, site: PS1 }
packages: [{ id: PS100039, name: Tools, site: PS1 }, { id: PS10003A, name: Unused, site: PS1 }]
boundaryGroups:
  - { name: BG_A, subnets: [10.1.0.0/16], distributionPoints: [PS1DP1.CONTOSO.COM], neighbors: { BG_B: 20m } }
  - { name: BG_B, subnets: [10.2.0.0/16], distributionPoints: [PS1DP2.CONTOSO.COM] }
clients: [{ name: PC1, address: 10.1.2.3, site: PS1 }, { name: PC9, address: 192.168.1.1, site: PS1 }]
actions:
  - { at: 0s, do: create, package: PS100039 }
  - { at: 1m, do: distribute, package: PS100039, to: [PS1DP2.CONTOSO.COM, PS1DP3.CONTOSO.COM] }
  - { at: 5h, do: distribute, package: PS100039, to: [PS1DP1.CONTOSO.COM] }
  - { at: 9h, do: remove, package: PS100039, to: [PS1DP1.CONTOSO.COM] }
`

/** What `cmdp locate` answers about a scenario. */
function ask(args: readonly string[], text = scenario): ReturnType<typeof runCmdp> {
  const path = join(temporaryFolder(), 'site.yaml')
  writeFileSync(path, text)
  return runCmdp(['locate', path, ...args])
}

describe('cmdp locate', () => {
  it('prints sources with rank, place, URL, account and time, the one that is used, and the way there', async () => {
    const { code, stdout } = await ask(['--client', 'PC1', '--package', 'PS100039', '--at', '6h', '--json'])
    expect(code).toBe(0)
    const source = (rank: number, dp: string, locality: string, at: string): object => ({
      rank,
      dp,
      locality,
      url: `http://${dp}/SMS_DP_SMSPKG$/PS100039`,
      credential: 'computer account',
      at: `2026-01-05T${at}:00.000Z`,
    })
    const found = JSON.parse(stdout) as { path: string[] }
    expect(found).toMatchObject({
      client: 'PC1',
      managementPoint: 'PS1SITE.CONTOSO.COM',
      sources: [
        source(5, 'PS1DP1.CONTOSO.COM', 'LOCAL', '14:00'),
        source(6, 'PS1DP2.CONTOSO.COM', 'NEIGHBOR', '14:20'),
        source(7, 'PS1DP3.CONTOSO.COM', 'FALLBACK', '16:00'),
      ],
      chosen: 'PS1DP1.CONTOSO.COM',
    })
    expect(found.path).toEqual(expect.arrayContaining(['SLF-20', 'CLF-20', 'PAI-1', 'PAD-7', 'PAD-11']))
  })

  it.each([
    ['2h', 'PC1', 'PS1DP2.CONTOSO.COM', '2026-01-05T10:20:00.000Z'],
    ['2026-01-05T10:00:00Z', 'pc1', 'PS1DP2.CONTOSO.COM', '2026-01-05T10:20:00.000Z'],
    ['10h', 'PC1', 'PS1DP2.CONTOSO.COM', '2026-01-05T18:20:00.000Z'],
    ['2h', 'PC9', 'PS1DP3.CONTOSO.COM', '2026-01-05T10:00:00.000Z'],
  ])('looks at %s what the DPs hold: %s uses %s', async (at, client, chosen, chosenAt) => {
    const { stdout } = await ask(['--client', client, '--package', 'ps100039', '--at', at, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ chosen, chosenAt })
  })

  it('says why, node by node', async () => {
    const { stdout } = await ask(['--client', 'PC1', '--package', 'PS100039', '--at', '2h'])
    expect(stdout).toContain('PC1 uses PS1DP2.CONTOSO.COM from 2026-01-05T10:20:00.000Z on')
    expect(stdout).toMatch(/^ {2}CLF-21 {2}t = minutes since the client first failed/m)
  })

  it('ends with 1 when no DP has it', async () => {
    const { code, stdout } = await ask(['--client', 'PC1', '--package', 'PS10003A'])
    expect(code).toBe(1)
    expect(stdout).toContain('PC1 finds no distribution point that has it')
  })

  it.each([
    [['--client', 'PC2', '--package', 'PS100039'], 'no client PC2; it has PC1, PC9'],
    [['--client', 'PC1', '--package', 'PS1000FF'], 'no package PS1000FF; it has PS100039, PS10003A'],
    [['--client', 'PC1', '--package', 'PS100039', '--at', 'noon'], '--at cannot be noon'],
  ])('ends with 2 for %j', async (args, words) => {
    const { code, stderr } = await ask(args)
    expect(code).toBe(2)
    expect(stderr).toContain(words)
  })

  it('ends with 1 and names every mistake of a scenario', async () => {
    const wrong = scenario.replace('kind: primary', 'kind: prime').replace('10.1.2.3', 'here')
    const { code, stderr } = await ask(['--client', 'PC1', '--package', 'PS100039'], wrong)
    expect(code).toBe(1)
    expect(stderr).toContain('sites[0].kind')
    expect(stderr).toContain('clients[0].address')
  })
})
