// What a library on Windows does to its reader, and the reader to the library: run by the Windows build of Node, prints
// one JSON object with what was seen in each case.
import { closeSync, constants, mkdirSync, mkdtempSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { watchFolders } from '../../agent/watch.ts'
import { noFacts } from '../../engine/checks/facts.ts'
import { judge } from '../../engine/checks/judge-library.ts'
import { diskStore } from '../../engine/library/disk-store.ts'
import { inlineCrew } from '../../engine/scan/crew.ts'
import type { LibraryIndex } from '../../engine/scan/library-index.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import { updateIndex } from '../../engine/scan/update.ts'
import { buildLibrary, type SourcePackage } from './library-builder.ts'

/** UV_FS_O_EXLOCK of libuv: shares nothing. */
const alone = 0x10000000
/** For what must come, on a machine of any speed; milliseconds. */
const longest = 60_000

const first: SourcePackage = { id: 'ABC00001', version: 1, contents: [{ id: 'ABC00001.1', files: { 'a.txt': 'a' } }] }
const second: SourcePackage = {
  id: 'ABC00002',
  version: 1,
  contents: [{ id: 'ABC00002.1', files: { 'docs/läuft.txt': 'b' } }],
}

const root = mkdtempSync(join(tmpdir(), 'cmdp-'))
const library = join(root, 'SCCMContentLib')
const dataLib = join(library, 'DataLib')
const crew = inlineCrew(diskStore([{ drive: 'D:', library, root }]))

/** Writes what is not there yet; folders first as the provider makes them. */
function write(packages: readonly SourcePackage[]): void {
  for (const [path, bytes] of Object.entries(buildLibrary(packages, ['D:']).files)) {
    const at = join(root, path.slice(3))
    mkdirSync(dirname(at), { recursive: true })
    writeFileSync(at, bytes)
  }
}

function attempt(act: () => void): string {
  try {
    act()
    return 'done'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

const rules = (index: LibraryIndex): readonly string[] =>
  judge(index, noFacts(Date.now(), 1)).findings.map(({ rule, severity }) => `${rule} ${severity}`)

let hints = 0
/** Does a hint come after this act? */
async function isHinted(act: () => void): Promise<boolean> {
  const before = hints
  act()
  for (let waited = 0; hints === before && waited < longest; waited += 50) await sleep(50)
  return hints > before
}

write([first])
const { index } = await scanLibrary(crew, { level: 1, now: Date.now() })
const sound = rules(index)
const watching = watchFolders([library, dataLib], () => hints++)
// The watcher says nothing when it is ready: folders are made until one is noticed.
let probes = 0
for (let waited = 0; hints === 0 && waited < longest; waited += 50) {
  mkdirSync(join(dataLib, `probe-${probes++}`))
  await sleep(50)
}
for (let probe = 0; probe < probes; probe++) rmSync(join(dataLib, `probe-${probe}`), { recursive: true })
await sleep(1_000) // their hints are not those of the next case

const addedIsHinted = await isHinted(() => write([first, second]))
await updateIndex(crew, index, { now: Date.now() })
const added = { findings: rules(index), contents: index.contentNumbers.size }

const content = join(dataLib, 'ABC00002.1')
const renamed = attempt(() => renameSync(content, `${content}.removing`))
const removed = attempt(() => rmSync(`${content}.removing`, { recursive: true }))
const removedIsHinted = await isHinted(() => rmSync(join(dataLib, 'ABC00001.1'), { recursive: true }))
await updateIndex(crew, index, { now: Date.now() })
const afterRemoval = [...new Set(rules(index))]

const held = openSync(join(library, 'PkgLib', 'ABC00001.INI'), constants.O_RDONLY | alone)
await updateIndex(crew, index, { now: Date.now() })
const whileHeld = [...new Set(rules(index))]
closeSync(held)
await watching.close()
rmSync(root, { recursive: true, force: true })

console.log(
  JSON.stringify({
    platform: process.platform,
    sound,
    watched: hints > 0,
    addedIsHinted,
    added,
    renamed,
    removed,
    removedIsHinted,
    afterRemoval,
    whileHeld,
  }),
)
