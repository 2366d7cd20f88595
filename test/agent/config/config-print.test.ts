import { expect, it } from 'vitest'
import { configJson, configYaml } from '../../../agent/config/config-print.ts'
import { jsonSchema } from '../../../agent/config/config-schema.ts'
import { loadConfig } from '../../../agent/config/load-config.ts'
import { rows } from '../../../agent/config/settings.ts'

const nothing = {
  flags: {},
  file: undefined,
  environment: {},
  found: {},
  host: { platform: 'linux', environment: {}, home: '/accounts/agent', isRoot: false, hostName: 'PS1SITE.CONTOSO.COM' },
  folder: '/',
} as const

const given = loadConfig({
  ...nothing,
  flags: { 'web.listen-address': ['[::1]:80', ':81'] },
  environment: { CMDP_SITE: 'ps1' },
  file: {
    path: 'cmdp.yaml',
    text: "logs: { distmgr: 'D:\\Program Files\\it''s\\distmgr.log', zone: '-60' }\nlibrary: { expected: 'E:\\expected.csv' }",
  },
})

it('prints a configuration that gives the same values again', () => {
  const again = loadConfig({ ...nothing, file: { path: 'printed.yaml', text: configYaml(given) } })
  expect(again.problems).toEqual([])
  expect(again.config).toEqual(given.config)
})

it('says where each value came from, and what this version does not act on', () => {
  const lines = configYaml(given).split('\n')
  expect(lines.find((line) => line.startsWith('site:'))).toMatch(/^site: PS1 +# CMDP_SITE$/)
  expect(lines.find((line) => line.includes('listen:'))).toMatch(
    /^ {2}listen: \['\[::1\]:80', ':81'\] +# --web\.listen-address$/,
  )
  expect(lines.find((line) => line.includes('zone:'))).toMatch(/^ {2}zone: '-60' +# cmdp\.yaml:1:56$/)
  expect(lines.find((line) => line.includes('poll:'))).toMatch(/^ {2}poll: 500ms +# default$/)
  for (const row of rows) {
    const line = lines.find(
      (one) => one.trimStart().startsWith(`${row.key.split('.').at(-1) ?? ''}:`) && one.includes('cmdp.yaml'),
    )
    if (line !== undefined)
      expect([row.key, line.includes('; this version does not act on it')]).toEqual([row.key, row.dormant === true])
  }
})

it('prints every setting as JSON, in JSON’s types', () => {
  const printed = configJson(given) as {
    key: string
    value: unknown
    source: string
    line: number | null
    actedOn: boolean
  }[]
  expect(printed.map(({ key }) => key)).toEqual(rows.map(({ key }) => key))
  const by = new Map(printed.map((one) => [one.key, one]))
  expect(by.get('logs.zone')).toMatchObject({ value: '-60', source: 'file', file: 'cmdp.yaml', line: 1, actedOn: true })
  expect(by.get('limits.series')).toMatchObject({ value: 10_000, source: 'default', line: null })
  expect(by.get('web.listen')).toMatchObject({
    value: ['[::1]:80', ':81'],
    source: 'flag',
    name: '--web.listen-address',
  })
  expect(by.get('log.file')).toMatchObject({ value: null })
  expect(printed.filter((one) => !one.actedOn).map(({ key }) => key)).toEqual(
    rows.filter((row) => row.dormant).map(({ key }) => key),
  )
})

it('describes every setting in the JSON Schema, with the form its text has', () => {
  type Node = {
    properties?: Record<string, Node>
    description?: string
    default?: unknown
    type?: unknown
    additionalProperties?: unknown
  }
  const root = jsonSchema() as Node
  for (const row of rows) {
    const node = row.key.split('.').reduce<Node | undefined>((at, name) => at?.properties?.[name], root)
    expect(node?.description, row.key).toContain(row.means)
    if (typeof row.default === 'string') expect(String(node?.default), row.key).toBe(row.default)
  }
  expect(root.additionalProperties).toBe(false)
  expect(root.properties?.['limits']?.properties?.['series']).toMatchObject({ type: 'integer', default: 10_000 })
  expect(root.properties?.['log']?.properties?.['file']).toMatchObject({ type: ['string', 'null'] })
  expect(root.properties?.['log']?.properties?.['level']).toMatchObject({
    enum: ['trace', 'debug', 'info', 'warn', 'error'],
  })
})
