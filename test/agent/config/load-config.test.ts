import { describe, expect, it } from 'vitest'
import type { Sources } from '../../../agent/config/config-offers.ts'
import { variableOf } from '../../../agent/config/setting-text.ts'
import { rows } from '../../../agent/config/settings.ts'
import { changedSettings, describeProblem, fingerprintOf, loadConfig } from '../../../agent/config/load-config.ts'

const nothing: Sources = {
  flags: {},
  file: undefined,
  environment: {},
  found: {},
  host: { platform: 'linux', environment: {}, home: '/accounts/agent', isRoot: false, hostName: 'PS1SITE.CONTOSO.COM' },
  folder: '/srv/agent',
}

const fromFile = (text: string, rest: Partial<Sources> = {}) =>
  loadConfig({ ...nothing, ...rest, file: { path: '/etc/cmdp/cmdp.yaml', text } })

const problemsOf = (text: string): string[] => fromFile(text).problems.map(describeProblem)

describe('the configuration', () => {
  it('is complete without any source', () => {
    const { config, origins, problems, dormant } = loadConfig(nothing)
    expect(problems).toEqual([])
    expect(dormant).toEqual([])
    expect(config['logs.poll']).toBe(500)
    expect(config['web.listen']).toEqual(['127.0.0.1:9877'])
    expect(config['retries.push']).toEqual({ tries: 100, delay: 1_800_000 })
    expect(config['logs.distmgr']).toBeUndefined()
    expect(config.state).toBe('/accounts/agent/.local/state/cmdp-agent')
    expect(origins['logs.poll']).toEqual({ kind: 'default' })
  })

  it('takes a flag before the file, the file before the environment, that before what was found, that before the default', () => {
    const sources: Sources = {
      ...nothing,
      flags: { 'log.level': 'error' },
      file: { path: 'cmdp.yaml', text: 'log: { level: debug, format: json }\nsite: AAA' },
      environment: {
        CMDP_LOG_LEVEL: 'warn',
        CMDP_LOG_FORMAT: 'text',
        CMDP_SITE: 'BBB',
        CMDP_LOGS_DISTMGR: '/e/distmgr.log',
      },
      found: { site: 'CCC', 'logs.distmgr': 'D:\\found\\distmgr.log', 'logs.smsdpprov': 'E:\\found\\smsdpprov.log' },
    }
    const { config, origins, problems } = loadConfig(sources)
    expect(problems).toEqual([])
    expect([config['log.level'], origins['log.level']]).toEqual(['error', { kind: 'flag', name: '--log.level' }])
    expect([config['log.format'], origins['log.format']]).toEqual([
      'json',
      { kind: 'file', file: 'cmdp.yaml', line: 1, column: 22 },
    ])
    expect(config.site).toBe('AAA')
    expect([config['logs.distmgr'], origins['logs.distmgr']]).toEqual([
      '/e/distmgr.log',
      { kind: 'environment', name: 'CMDP_LOGS_DISTMGR' },
    ])
    expect([config['logs.smsdpprov'], origins['logs.smsdpprov']]).toEqual([
      'E:\\found\\smsdpprov.log',
      { kind: 'registry' },
    ])
  })

  it('counts a relative path from the file that holds it, one of a flag from the working folder, and leaves Windows paths', () => {
    const text = "logs: { distmgr: logs/distmgr.log, smsdpprov: 'E:\\sms\\smsdpprov.log' }"
    const { config } = fromFile(text, { flags: { 'storage.path': 'state' } })
    expect(config['logs.distmgr']).toBe('/etc/cmdp/logs/distmgr.log')
    expect(config['logs.smsdpprov']).toBe('E:\\sms\\smsdpprov.log')
    expect(config.state).toBe('/srv/agent/state')
  })

  it('reads every value as the text it is written in', () => {
    const { config, problems } = fromFile('site: 1E5\nlogs: { zone: -60 }\nlimits: { series: 20000 }')
    expect(problems).toEqual([])
    expect([config.site, config['logs.zone'], config['limits.series']]).toEqual(['1E5', '-60', 20_000])
  })

  it('takes null and nothing for "not said", and one value for a list of one', () => {
    const { config, problems } = fromFile(
      'log: { file: null }\nweb:\n  configFile:\n  listen: :80\nlibrary:\nstate: ~\n',
    )
    expect(problems).toEqual([])
    expect(config['log.file']).toBeUndefined()
    expect(config['web.listen']).toEqual([':80'])
    expect(config.state).toBe('/accounts/agent/.local/state/cmdp-agent')
    expect(fromFile('# nothing yet\n').problems).toEqual([])
    expect(fromFile('').problems).toEqual([])
  })

  it('takes several values of a list from a variable, by commas', () => {
    const { config } = loadConfig({ ...nothing, environment: { CMDP_WEB_LISTEN: '127.0.0.1:1, [::1]:2' } })
    expect(config['web.listen']).toEqual(['127.0.0.1:1', '[::1]:2'])
  })

  it.each([
    [{ platform: 'win32', environment: { ProgramData: 'D:\\Data' } }, 'D:\\Data\\cmdp-agent\\state'],
    [{ platform: 'win32', environment: {} }, 'C:\\ProgramData\\cmdp-agent\\state'],
    [{ environment: { STATE_DIRECTORY: '/var/lib/private/cmdp:/x' } }, '/var/lib/private/cmdp'],
    [{ isRoot: true }, '/var/lib/cmdp-agent'],
    [{ environment: { XDG_STATE_HOME: '/x/state' } }, '/x/state/cmdp-agent'],
  ])('keeps its state where the system wants it: %j', (host, folder) => {
    expect(loadConfig({ ...nothing, host: { ...nothing.host, ...host } }).config.state).toBe(folder)
  })
})

describe('problems', () => {
  it('are told all at once, in the order of the file, each with place, key and what would be right', () => {
    const text = ['site: TOOLONG', 'logs:', '  startAt: middle', '  pol: 1s', 'web: { listen: [":80", "here"] }'].join(
      '\n',
    )
    expect(problemsOf(text)).toEqual([
      '/etc/cmdp/cmdp.yaml:1:1: site is "TOOLONG"; it must be a site code: three letters or digits, such as PS1',
      '/etc/cmdp/cmdp.yaml:3:3: logs.startAt is "middle"; it must be one of beginning, end',
      '/etc/cmdp/cmdp.yaml:4:3: logs.pol is no setting; did you mean logs.poll?',
      '/etc/cmdp/cmdp.yaml:5:24: web.listen[1] is "here"; it must be an address such as 127.0.0.1:9877, [::1]:9877 or :9877',
    ])
  })

  it('leave the settings that are right in force', () => {
    const { config, origins } = fromFile(
      'site: PS1\nlogs: { poll: often, startAt: end }\nweb: { listen: [":1", "x"] }\nq: 1\nlog: x',
    )
    expect([config.site, config['logs.startAt'], config['logs.poll']]).toEqual(['PS1', 'end', 500])
    expect([config['web.listen'], config['log.level']]).toEqual([['127.0.0.1:9877'], 'info'])
    expect([origins.site.kind, origins['logs.poll'].kind]).toEqual(['file', 'default'])
  })

  it('of several sources are told together', () => {
    const { problems } = fromFile('site: X', {
      flags: { 'log.format': 'xml' },
      environment: { CMDP_LOGS_POLL: 'often' },
    })
    expect(problems.map(describeProblem)).toEqual([
      '--log.format: log.format is "xml"; it must be one of text, json',
      '/etc/cmdp/cmdp.yaml:1:1: site is "X"; it must be a site code: three letters or digits, such as PS1',
      'CMDP_LOGS_POLL: logs.poll is "often"; it must be a duration such as 500ms, 30s, 15m, 6h or 30d, from 50ms to 1h',
    ])
  })

  it.each([
    ['startAt: end', 'startAt is no setting; did you mean logs.startAt?'],
    ['logs: { distmrg: a }', 'logs.distmrg is no setting; did you mean logs.distmgr?'],
    [
      'colour: red',
      'colour is no setting; there are site, distributionPoint, host, logs, library, retries, stall, export, web, limits, log, state',
    ],
    ['limits: { everything: 1 }', 'limits.everything is no setting; limits has seriesPerFamily, series'],
    ['logs: yes', 'logs is "yes"; it must be a group of settings: distmgr, pkgXferMgr, smsdpprov, startAt, zone, poll'],
    ['logs: [a]', 'logs is ["a"]; it must be a group of settings: distmgr, pkgXferMgr, smsdpprov, startAt, zone, poll'],
    ['site: { code: PS1 }', 'site is {"code":"PS1"}; it must be a site code: three letters or digits, such as PS1'],
    ['logs: { poll: 1ms }', 'logs.poll is "1ms"; it must be from 50ms to 1h'],
    ['logs: { poll: 2h }', 'logs.poll is "2h"; it must be from 50ms to 1h'],
    ['limits: { series: -4 }', 'limits.series is "-4"; it must be a whole number, from 100 to 10000000'],
    ['limits: { series: 99 }', 'limits.series is "99"; it must be from 100 to 10000000'],
    ['library: { scan: { every: 1s } }', 'library.scan.every is "1s"; it must be at least 10s'],
    [
      'limits: { series: 200 }',
      'limits.seriesPerFamily is 500, more than limits.series (200); one metric cannot have more series than all together',
    ],
    [
      'logs: { distmgr: /a, smsdpprov: /a }',
      'logs.smsdpprov is the same file as logs.distmgr; each log is a file of its own',
    ],
  ])('%s', (text, words) => {
    expect(problemsOf(text).map((line) => line.replace(/^.*?: /, ''))).toEqual([words])
  })

  it('of the YAML itself say what would be right, and do not hide the others', () => {
    const text = 'site: X\nlog: { file: "D:\\logs\\x.log" }\nstate: a\nstate: b\n'
    expect(problemsOf(text)).toEqual([
      '/etc/cmdp/cmdp.yaml:1:1: site is "X"; it must be a site code: three letters or digits, such as PS1',
      expect.stringMatching(/:2:\d+: Invalid escape sequence .*put a Windows path in single quotes/),
      expect.stringMatching(/:2:\d+: Invalid escape sequence .*put a Windows path in single quotes/),
      expect.stringMatching(/:4:1: the setting or group is there twice; keep one of them/),
    ])
  })

  it.each([
    ['logs: [\nsite: PS1', ['2:1: a bracket before this is not closed; close it with ]']],
    ['logs:\n\tpoll: 5s', ['2:1: Tabs are not allowed as indentation; indent with spaces']],
    [
      "site: PS1\nlogs:\n  distmgr: 'D:\\x\n  poll: 5s\n",
      ['3:12: the quote that opens here is never closed; close it in'],
    ],
    ['site PS1\nlogs:\n  poll: 5s\n', ['1:1: this is no setting; write it as "name: value"']],
    ['site: PS1\nlogs\n  distmgr: a\n  poll: 5s\n', ['2:1: this is no setting; write it as "name: value"']],
    ['site: PS1\n  logs: x\n  web: y\n', ['1:7: there is a second ": " in it, or the line below is indented too far']],
    ['logs:\n  distmgr: D:\\a: b\nsite: a: b\n', ['2:12: there is a second', '3:7: there is a second']],
    ['logs: {\n  distmgr: a\n  poll: 5s\nweb: x\n', ['2:12: this is no setting']],
    ['logs:\n  distmgr: a\n poll: 5s\n', ['3:1: All mapping items must start at the same column; indent all']],
    ['site: @x\n', ['1:7: Plain value cannot start with reserved character @; put the value in single quotes']],
    ['site: PS1\n---\nsite: PS2\n', ['2:1: a second document begins here; keep one document']],
  ])('of a torn file are told once, with the line: %j', (text, words) => {
    expect(problemsOf(text)).toEqual(
      words.map((one) => expect.stringContaining(`/etc/cmdp/cmdp.yaml:${one}`) as string),
    )
  })

  it.each([['just words'], ['- a\n- b'], ['42']])('of a file without settings: %j', (text) => {
    expect(problemsOf(text)).toEqual([
      '/etc/cmdp/cmdp.yaml:1:1: the file holds no settings; write settings of the form "name: value", for example "site: PS1"',
    ])
  })

  it('are what aliases that grow without end become', () => {
    const nine = (name: string): string => `[${Array<string>(9).fill(name).join(', ')}]`
    const lines = ['a', 'b', 'c', 'd'].map(
      (name, index, names) => `${name}: &${name} ${nine(index === 0 ? 'x' : `*${names[index - 1] ?? ''}`)}`,
    ) // nine times nine times …
    expect(problemsOf(lines.join('\n'))).toEqual([
      expect.stringContaining('the aliases of the file do not work: Excessive alias count'),
    ])
  })
})

describe('settings that no part acts on yet', () => {
  const waiting = rows.filter(({ dormant }) => dormant === true)

  it('are named when somebody gave them', () => {
    const environment = Object.fromEntries(waiting.map((row) => [variableOf(row), String(row.default ?? '/some/path')]))
    const { dormant, problems } = loadConfig({ ...nothing, environment })
    expect(problems).toEqual([])
    expect(dormant).toEqual(waiting.map(({ key }) => key))
  })

  it('are not named when nobody did, nor when this host gave them', () => {
    expect(loadConfig(nothing).dormant).toEqual([])
    expect(
      loadConfig({
        ...nothing,
        found: Object.fromEntries(waiting.map((row) => [row.key, String(row.default ?? '/p')])),
      }).dormant,
    ).toEqual([])
  })
})

it('tells apart what a changed file changes now and what at the next start', () => {
  const before = fromFile('log: { level: info }\nweb: { listen: [":1"] }').config
  const after = fromFile('log: { level: debug }\nweb: { listen: [":2"] }\nlogs: { poll: 500ms }').config
  expect(changedSettings(before, after)).toEqual({ reload: ['log.level'], restart: ['web.listen'] })
  expect(changedSettings(before, before)).toEqual({ reload: [], restart: [] })
})

it('has a fingerprint that tells settings apart, wherever they came from', () => {
  const inFile = fingerprintOf(fromFile('site: PS1').config)
  expect(inFile).toMatch(/^[0-9a-f]{12}$/)
  expect(fingerprintOf(loadConfig({ ...nothing, environment: { CMDP_SITE: 'ps1' } }).config)).toBe(inFile)
  expect(fingerprintOf(fromFile('site: PS2').config)).not.toBe(inFile)
})
