import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { expect, onTestFinished, test } from 'vitest'
import { AgentError } from '../../../agent/errors.ts'
import { openState, type StateStore } from '../../../agent/state/state-store.ts'
import { manualClock } from '../../support/manual-clock.ts'
import { startProgram } from '../../support/child-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const clock = manualClock(Date.UTC(2026, 0, 5, 8))

async function opened(folder: string): Promise<StateStore> {
  const store = await openState(folder, clock)
  onTestFinished(() => store.close())
  return store
}

test('what was committed is there again, part by part, in the order of keys', async () => {
  const folder = join(temporaryFolder(), 'state')
  const store = await openState(folder, clock)
  await store.commit([
    { part: 'position', key: 'distmgr', value: { offset: 7 } },
    { part: 'position', key: 'PkgXferMgr ! "strange" äöü', value: [1, null, 'x'] },
    { part: 'positions', key: 'not of this part', value: 1 },
    { part: 'queue', key: '0002', value: Uint8Array.of(0, 1, 255) },
    { part: 'queue', key: '0001', value: new Uint8Array() },
  ])
  await store.commit([{ part: 'position', key: 'distmgr', value: { offset: 8 } }])
  await store.close()

  const again = await opened(folder)
  expect(again.setAside).toBeUndefined()
  expect(again.instanceId).toBe(store.instanceId)
  expect(await again.read('position')).toEqual([
    { key: 'PkgXferMgr ! "strange" äöü', value: [1, null, 'x'] },
    { key: 'distmgr', value: { offset: 8 } },
  ])
  expect(await again.read('queue')).toEqual([
    { key: '0001', value: Buffer.of() },
    { key: '0002', value: Buffer.of(0, 1, 255) },
  ])
  expect(await again.read('nothing')).toEqual([])
})

test('undefined removes a record', async () => {
  const store = await opened(temporaryFolder())
  await store.commit([{ part: 'run', key: 'a', value: 1 }])
  await store.commit([
    { part: 'run', key: 'a', value: undefined },
    { part: 'run', key: 'never there', value: undefined },
  ])
  expect(await store.read('run')).toEqual([])
})

test('the version stands in the first key', async () => {
  const folder = temporaryFolder()
  const store = await openState(folder, clock)
  await store.commit([{ part: '#', key: '', value: 1 }])
  await store.close()
  const level = new ClassicLevel(join(folder, 'data'))
  expect(await level.iterator({ limit: 1 }).all()).toEqual([['!', '1']])
  await level.close()
})

test('state of a newer version is refused, and stays as it is', async () => {
  const folder = temporaryFolder()
  await (await openState(folder, clock)).close()
  const level = new ClassicLevel(join(folder, 'data'))
  await level.put('!', '2')
  await level.close()
  await expect(openState(folder, clock)).rejects.toMatchObject({ code: 'stateNewer', data: { found: '2', known: '1' } })
  await expect(openState(folder, clock)).rejects.toBeInstanceOf(AgentError)
})

test('a database that is none of ours is set aside with the time in its new name, and told', async () => {
  const folder = temporaryFolder()
  for (const expected of ['damaged-20260105T080000Z', 'damaged-20260105T080000Z-2']) {
    rmSync(join(folder, 'data'), { recursive: true, force: true })
    const level = new ClassicLevel(join(folder, 'data'))
    await level.put('somebody', 'else')
    await level.close()
    const store = await openState(folder, clock)
    expect(store.setAside).toBe(join(folder, expected))
    expect(await store.read('position')).toEqual([])
    await store.close()
  }
  expect(readdirSync(folder).sort()).toEqual([
    'damaged-20260105T080000Z',
    'damaged-20260105T080000Z-2',
    'data',
    'owner',
  ])
})

test('a folder belongs to one agent: in this process', async () => {
  const folder = temporaryFolder()
  await opened(folder)
  await expect(openState(folder, clock)).rejects.toMatchObject({ code: 'stateInUse', data: { path: folder } })
})

test('a folder belongs to one agent: in another process', async () => {
  const folder = temporaryFolder()
  const other = await startProgram('state-writer', { CMDP_TEST_STATE: folder })
  await new Promise((resolve) => other.stdout.once('data', resolve))
  await expect(openState(folder, clock)).rejects.toMatchObject({ code: 'stateInUse' })
  const ended = new Promise((resolve) => other.once('close', resolve))
  other.kill('SIGKILL')
  await ended
  const store = await opened(folder)
  expect(store.setAside).toBeUndefined()
})

test('a file in place of the folder is told', async () => {
  const path = join(temporaryFolder(), 'state')
  writeFileSync(path, '')
  await expect(openState(path, clock)).rejects.toMatchObject({ code: 'notAFolder', data: { path } })
})
