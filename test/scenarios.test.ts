import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { replay } from './support/scenario.ts'

const folder = join(import.meta.dirname, 'scenarios')
const stories = readdirSync(folder).filter((name) => name.endsWith('.txt'))

/** `vitest run test/scenarios.test.ts -u` writes down what comes out; the diff is the review. */
it.each(stories)('%s', async (name) => {
  const path = join(folder, name)
  const story = readFileSync(path, 'utf8').replaceAll('\r\n', '\n')
  expect(story).toContain('\n----\n')
  await expect(replay(story)).toMatchFileSnapshot(path)
})

it('a story that is not understood says so', () => {
  expect(() => replay('log PkgXferMgr at noon  Sending thread complete\n----\n')).toThrow('not understood')
  expect(() => replay('log Unknown 16:00:00 [1]  text\n----\n')).toThrow('not understood')
})
