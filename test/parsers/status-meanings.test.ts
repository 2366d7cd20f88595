import { expect, it } from 'vitest'
import { logOfComponent } from '../../parsers/log-name.ts'
import { describeStatusMessage, statusMessages } from '../../parsers/status-meanings.ts'

it('holds each number once, in order, each with words', () => {
  const ids = statusMessages.map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
  for (const { id, means } of statusMessages) expect(means, String(id)).toMatch(/^\S.{8,}$/)
})

it('knows the numbers that mean a failure', () => {
  // The reminder at the end of distribution-engine.md 5.
  const failing = [2302, 2306, 2323, 2324, 2328, 2370, 2382, 2383, 2385, 2388, 2391, 8203, 8211]
  for (const id of failing) expect(describeStatusMessage(id)?.severity, String(id)).toMatch(/^(error|warning)$/)
})

it('describes one', () => {
  expect(describeStatusMessage(2330)).toEqual({
    id: 2330,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'package is on the DP',
    raisedIn: 'STA with status 3',
  })
  expect(logOfComponent(describeStatusMessage(8200)?.component ?? '')).toBe('pkgxfermgr')
  expect(describeStatusMessage(1)).toBeUndefined()
})
