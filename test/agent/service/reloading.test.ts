import { describe, expect, it } from 'vitest'
import { loadConfig, type LoadedConfig } from '../../../agent/config/load-config.ts'
import { AgentError } from '../../../agent/errors.ts'
import { reloading } from '../../../agent/service/reloading.ts'

const host = { platform: 'linux', environment: {}, home: '/h', isRoot: false, hostName: 'A.CONTOSO.COM' }

const configOf = (text: string): LoadedConfig =>
  loadConfig({ flags: {}, file: { path: 'cmdp.yaml', text }, environment: {}, found: {}, host, folder: '/' })

/** An agent whose file says what `say` was given last. */
function running(text: string) {
  let now: string | AgentError = text
  const told: string[] = []
  const applied: unknown[] = []
  let refusals = 0
  const line =
    (level: string) =>
    (words: string, facts?: object): number =>
      told.push([level, words, ...Object.values(facts ?? {})].join(' '))
  const reload = reloading({
    read: () => (typeof now === 'string' ? Promise.resolve(configOf(now)) : Promise.reject(now)),
    first: configOf(text),
    log: { info: line('info'), warn: line('warn'), error: line('error'), setLevel: () => undefined },
    running: () => ({
      apply: (config) => void applied.push(config['stall.pull-silent']),
      configRefused: () => void (refusals += 1),
    }),
  })
  return { reload, told, applied, refusals: () => refusals, say: (next: string | AgentError) => (now = next) }
}

const bad = 'site: X\nlimits: { series: -4 }\n'
const twoProblems = [
  expect.stringContaining('error cmdp.yaml:1:1: site is "X"'),
  expect.stringContaining('error cmdp.yaml:2:11: limits.series is "-4"'),
]

describe('what is wrong with new settings', () => {
  it.each([
    [['hinted', 'demanded'], 1],
    [['demanded', 'hinted'], 0],
    [['hinted', 'hinted', 'hinted'], 0],
  ] as const)('is told once, however often it is read: %j', async (asked, answers) => {
    const agent = running('site: PS1')
    agent.say(bad)
    const refused = await Promise.all(asked.map((how) => agent.reload[how]()))
    expect(agent.told.slice(0, 2)).toEqual(twoProblems)
    expect(agent.told.slice(2)).toEqual(
      Array(answers).fill('warn The settings are the ones that were refused before; the old ones stay in force'),
    )
    for (const one of refused) expect(one).toMatch(/^The configuration has 2 problems:/)
    expect([agent.applied, agent.refusals()]).toEqual([[], 1])
  })

  it('is told again after it was right in between', async () => {
    const agent = running('site: PS1')
    for (const text of [bad, 'site: PS1', bad]) {
      agent.say(text)
      await agent.reload.hinted()
    }
    expect(agent.told).toEqual([...twoProblems, ...twoProblems])
  })

  it('is also that the file is gone', async () => {
    const agent = running('site: PS1')
    agent.say(new AgentError('fileMissing', { path: 'cmdp.yaml' }))
    expect(await agent.reload.hinted()).toBe('cmdp.yaml does not exist')
    await agent.reload.hinted()
    expect(agent.told).toEqual(['error cmdp.yaml does not exist'])
  })
})

describe('settings that are right', () => {
  it('are taken over once, and those that need a restart are named once', async () => {
    const agent = running('site: PS1')
    agent.say('site: PS2\nstall: { pull-silent: 5h }\n')
    await agent.reload.hinted()
    await agent.reload.demanded()
    expect(agent.told).toEqual([
      'info Settings taken over stall.pull-silent',
      'warn Settings that need a restart have changed site',
      'info The settings are as they were',
    ])
    expect(agent.applied).toEqual([18_000_000])
  })
})
