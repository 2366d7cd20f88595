// A library that another process adds contents to and removes them from while it is scanned.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { noFacts } from '../../engine/checks/facts.ts'
import { judgeTwice } from '../../engine/checks/second-look.ts'
import { diskStore } from '../../engine/library/disk-store.ts'
import { readUsersIni, writeUsersIni } from '../../engine/library/ini-records.ts'
import { inlineCrew } from '../../engine/scan/crew.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import { buildLibrary, randomPackages, type SourcePackage } from '../support/library-builder.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-live-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Step = { kind: 'write' | 'folder' | 'move' | 'remove'; path: string; bytes?: string; to?: string }
const host = (path: string): string => join(folder, path.replace(':', ''))

/** Steps of adding one package beside those that are there, and of removing it again: as the product orders them. */
function round(base: Record<string, Uint8Array>, added: SourcePackage): Step[] {
  const content = added.contents[0]?.id ?? ''
  const { files, folders } = buildLibrary([added], ['D:'])
  const write = (path: string, bytes: Uint8Array): Step => ({
    kind: 'write',
    path: host(path),
    bytes: Buffer.from(bytes).toString('base64'),
  })
  const lists = Object.keys(files).filter((path) => path.includes('/FileLib/') && path.endsWith('.INI'))
  const blobs = Object.keys(files).filter(
    (path) => path.includes('/FileLib/') && !path.endsWith('.INI') && base[path] === undefined,
  )
  const before = (path: string): readonly string[] =>
    base[path] === undefined ? [] : (readUsersIni(base[path]).record?.users ?? [])
  const tree = Object.keys(files).filter((path) => path.includes(`/DataLib/${content}/`))
  const root = `D:/SCCMContentLib/DataLib/${content}`
  const pkg = `D:/SCCMContentLib/PkgLib/${added.id}.INI`
  return [
    ...blobs.map((path) => write(path, files[path]!)),
    ...lists.map((path) => write(path, writeUsersIni([...before(path), content]))),
    ...folders
      .filter((path) => path.startsWith(root))
      .map((path): Step => ({ kind: 'folder', path: host(path.replace(root, `${root}.temp`)) })),
    ...tree.map((path) => write(path.replace(root, `${root}.temp`), files[path]!)),
    write(`${root}.temp.INI`, files[`${root}.INI`]!),
    { kind: 'move', path: host(`${root}.temp`), to: host(root) },
    { kind: 'move', path: host(`${root}.temp.INI`), to: host(`${root}.INI`) },
    write(pkg, files[pkg]!),
    { kind: 'remove', path: host(pkg) },
    { kind: 'remove', path: host(`${root}.INI`) },
    { kind: 'move', path: host(root), to: host(`${root}.removing`) },
    ...lists.map((path): Step =>
      base[path] === undefined ? { kind: 'remove', path: host(path) } : write(path, base[path]),
    ),
    ...blobs.map((path): Step => ({ kind: 'remove', path: host(path) })),
    { kind: 'remove', path: host(`${root}.removing`) },
  ]
}

test('200 contents come and go while it is scanned: no false finding persists', async ({ signal }) => {
  const packages = randomPackages(120, 5)
  const { files, folders } = buildLibrary(packages, ['D:'])
  for (const path of folders) mkdirSync(host(path), { recursive: true })
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(host(path)), { recursive: true })
    writeFileSync(host(path), bytes)
  }
  // Each content that comes shares two stored files with one that stays.
  const sharedBytes = Object.values(packages[0]?.contents[0]?.files ?? {}).slice(0, 2)
  const rounds = Array.from({ length: 200 }, (_, at) => {
    const id = `XYZ${at.toString(16).toUpperCase().padStart(5, '0')}`
    return round(files, {
      id,
      version: 1,
      contents: [
        {
          id: `${id}.1`,
          files: { 'a.txt': sharedBytes[0]!, 'sub/b.txt': sharedBytes[1]!, 'new.txt': `round ${at}` },
          emptyFolders: ['none'],
        },
      ],
    })
  })
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(rounds))
  const progress = join(folder, 'progress')
  writeFileSync(progress, '0')
  const busy = spawn(
    process.execPath,
    [
      join(dirname(fileURLToPath(import.meta.url)), '..', 'support', 'busy-library.mjs'),
      join(folder, 'plan.json'),
      progress,
    ],
    { stdio: 'inherit' },
  )
  onTestFinished(() => void busy.kill())
  let running = true
  const ended = new Promise<number | null>((resolve) => busy.on('close', (code) => resolve(((running = false), code))))
  const library = host('D:/SCCMContentLib')
  const crew = inlineCrew(diskStore([{ drive: 'D:', library, root: dirname(library) }]))
  let scans = 0
  let inFlight = 0
  const persistent: string[] = []
  while (running && !signal.aborted) {
    // The crew reads in this thread: without a turn of the event loop neither the end of the child nor ours is heard.
    await nextTurn()
    const startedAt = Date.now()
    const { index } = await scanLibrary(crew, { level: 1, now: startedAt })
    // A tenth of the quiet time: far longer than a step of the other process, and ten times as many looks. A process
    // that the machine holds up is no library at rest: then the quiet time lasts until the next round has begun.
    const wait = async (ms: number): Promise<number> => {
      const round = readFileSync(progress, 'utf8')
      const isHeldUp = statSync(progress).mtimeMs < startedAt - 1_000
      await sleep(ms / 10)
      while ((ms > 0 || isHeldUp) && running && readFileSync(progress, 'utf8') === round) await sleep(5)
      return Date.now()
    }
    const { findings } = await judgeTwice(crew, index, noFacts(startedAt, 1), { wait, startedAt })
    scans++
    if (scans > 20) writeFileSync(`${progress}.enough`, '')
    for (const one of findings) {
      if (one.transient) inFlight++
      else persistent.push(`${one.rule} ${one.detail}`)
    }
  }
  expect(await ended).toBe(0)
  console.log(
    `${scans} scans during ${readFileSync(progress, 'utf8')} rounds, ${inFlight} findings were still changing`,
  )
  expect(persistent).toEqual([])
  expect(scans).toBeGreaterThan(20)
  const { index } = await scanLibrary(crew, { level: 1, now: Date.now() })
  const { findings } = await judgeTwice(crew, index, noFacts(Date.now(), 1), {
    wait: async () => Date.now(),
    startedAt: Date.now(),
  })
  expect(findings).toEqual([])
  expect(readFileSync(join(folder, 'plan.json')).length).toBeGreaterThan(0)
}, 300_000)
