import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { diskStore } from '../../../engine/library/disk-store.ts'
import { isRefusal } from '../../../engine/library/store.ts'
import { storeFiles, testLibraryStore } from '../../conformance/library-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-store-'))
afterAll(() => rmSync(folder, { recursive: true }))
const windows = process.platform === 'win32'

function onDisk() {
  const library = join(folder, 'D', 'SCCMContentLib')
  for (const [path, text] of Object.entries(storeFiles)) {
    mkdirSync(dirname(join(library, path)), { recursive: true })
    writeFileSync(join(library, path), text)
  }
  mkdirSync(join(folder, 'outside'), { recursive: true })
  writeFileSync(join(folder, 'outside', 'secret'), 'secret')
  for (const [name, target] of [
    ['linked', 'outside'],
    ['linked.INI', 'outside/secret'],
  ] as const) {
    rmSync(join(library, 'DataLib', name), { force: true })
    if (!windows) symlinkSync(join(folder, target), join(library, 'DataLib', name))
  }
  return diskStore([
    { drive: 'D:', library, root: undefined },
    { drive: 'E:', library: join(folder, 'E', 'SCCMContentLib'), root: undefined },
  ])
}

testLibraryStore('disk store', () => ({ store: onDisk(), links: !windows }))

test('names that are no UTF-8 keep their bytes and can be opened', () => {
  const store = onDisk()
  const bucket = Buffer.from(join(folder, 'D', 'SCCMContentLib', 'DataLib', 'ABC00001.1', 'caf'))
  if (process.platform !== 'linux') return expect(windows || process.platform === 'darwin').toBe(true)
  writeFileSync(Buffer.concat([bucket, Buffer.from([0xe9]), Buffer.from('.INI')]), 'latin1')
  const listing = store.list('D:/SCCMContentLib/DataLib/ABC00001.1')
  if (isRefusal(listing)) throw new Error(listing.reason)
  const name = listing.entries.find((entry) => entry.name.startsWith('caf'))?.name ?? ''
  expect(name).toBe('caf\udce9.INI')
  expect(Buffer.from(store.read(`D:/SCCMContentLib/DataLib/ABC00001.1/${name}`, 100) as Uint8Array).toString()).toBe(
    'latin1',
  )
  rmSync(Buffer.concat([bucket, Buffer.from([0xe9]), Buffer.from('.INI')]))
  return undefined
})
