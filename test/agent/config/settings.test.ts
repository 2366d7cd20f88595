import { describe, expect, it } from 'vitest'
import { kindOf, readSetting, variableOf, writeSetting } from '../../../agent/config/setting-text.ts'
import { rows } from '../../../agent/config/settings.ts'
import { defaultRetryRules } from '../../../engine/distribution/retry.ts'
import { defaultDeadlines } from '../../../engine/distribution/stall.ts'
import { productFiles, read } from '../../support/sources.ts'

describe('the table of settings', () => {
  it('has every key, option and variable once', () => {
    for (const names of [rows.map(({ key }) => key), rows.flatMap(({ flag }) => flag ?? []), rows.map(variableOf)]) {
      expect(new Set(names).size).toBe(names.length)
    }
    expect(variableOf(rows.find(({ key }) => key === 'logs.pkgXferMgr')!)).toBe('CMDP_LOGS_PKG_XFER_MGR')
  })

  it('has the settings of a group side by side, so that printing opens it once', () => {
    const groups = rows.map(({ key }) => key.split('.', 1)[0] ?? '')
    const runs = groups.filter((group, index) => group !== groups[index - 1])
    expect(new Set(runs).size).toBe(runs.length)
  })

  it('has defaults and limits that its own kinds accept', () => {
    for (const row of rows) {
      const given = typeof row.default === 'function' ? [] : [row.default ?? []].flat()
      for (const text of given)
        expect([row.key, readSetting(row, text)]).toEqual([row.key, { value: expect.anything() as unknown }])
      for (const limit of [row.least, row.most])
        if (limit !== undefined) expect(kindOf(row).read(limit)).toEqual(expect.any(Number))
    }
  })

  it('says what each means in one sentence without a full stop', () => {
    for (const { key, means } of rows) expect([key, /^\S.*[^.]$/.test(means)]).toEqual([key, true])
  })

  it('has the defaults of the engine for stalls and retries', () => {
    const written = (group: string, name: string, value: unknown): readonly [unknown, string] => {
      const row = rows.find(({ key }) => key === `${group}.${name}`)!
      return [kindOf(row).read(String(row.default)), writeSetting(row, value)]
    }
    for (const [reason, deadline] of Object.entries(defaultDeadlines))
      expect(written('stall', reason, deadline)[0]).toBe(deadline)
    for (const [name, rule] of Object.entries(defaultRetryRules))
      expect(written('retries', name, rule)[0]).toEqual(rule)
    expect(rows.filter(({ key }) => key.startsWith('stall.'))).toHaveLength(Object.keys(defaultDeadlines).length)
  })
})

/** Everything of the agent but its settings' own folder, where every key is named. */
const code = productFiles()
  .filter((path) => path.startsWith('agent/') && !path.startsWith('agent/config/'))
  .map(read)
  .join('\n')

describe('a setting', () => {
  it('is acted on somewhere, or said to be dormant', () => {
    const unused = rows.filter(({ key, dormant }) => dormant !== true && !isNamed(key))
    expect(unused.map(({ key }) => key)).toEqual([])
  })

  it('that is acted on is not said to be dormant', () => {
    const used = rows.filter(({ key, dormant }) => dormant === true && isNamed(key))
    expect(used.map(({ key }) => key)).toEqual([])
  })
})

/** By its key, or by all settings of its group at once: `config['logs.poll']`, `` `stall.${reason}` ``. */
const isNamed = (key: string): boolean =>
  code.includes(`'${key}'`) || code.includes(`\`${key.replace(/\.[^.]*$/, '')}.\${`)
