import { expect, it } from 'vitest'
import { createDoorbell } from '../../../agent/service/doorbell.ts'

it('wakes whoever waits', async () => {
  const bell = createDoorbell()
  const waiting = bell.wait().then(() => 'awake')
  bell.ring()
  expect(await waiting).toBe('awake')
})

it('keeps a ring that nobody waited for, once', async () => {
  const bell = createDoorbell()
  bell.ring()
  bell.ring()
  await bell.wait()
  const second = await Promise.race([bell.wait().then(() => 'awake'), Promise.resolve('asleep')])
  expect(second).toBe('asleep')
})
