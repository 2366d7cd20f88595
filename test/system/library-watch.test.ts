// The service and a real library: scanned, verified, damaged, killed, unplugged, late.
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  readdirSync,
  utimesSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import { catalogue } from '../../exporters/metrics/catalogue.ts'
import { startCmdpService, type CmdpService } from '../support/cmdp-service.ts'
import { valueOf } from '../support/exposition-parser.ts'
import { installed } from '../support/installed.ts'
import {
  buildLibrary,
  randomPackages,
  sha256,
  type BuiltLibrary,
  type SourcePackage,
} from '../support/library-builder.ts'
import { onDisk, writeLibrary } from '../support/library-on-disk.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-watch-'))
let running: CmdpService | undefined
afterEach(async () => {
  await running?.kill()
  running = undefined
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const built = (packages: readonly SourcePackage[]): BuiltLibrary =>
  buildLibrary(packages, ['D:', 'E:'], (hash) => (hash < '4' ? 'E:' : 'D:'))
const storedFiles = ({ files }: BuiltLibrary): readonly string[] =>
  Object.keys(files).filter((path) => /\/FileLib\/[^.]+$/.test(path))

/** About 200 stored files on two drives, 300 KB. */
const small = randomPackages(200, 11)
const library = built(small)
const stored = storedFiles(library).filter((path) => library.files[path]!.length > 0)

/** A host with a library and an empty log. @param more  further lines of the configuration below `library` */
function host(name: string, more = '', content = library): { place: string; config: string; log: string } {
  const place = join(folder, name)
  writeLibrary(place, content)
  // What was written just before it was read could have changed once more within the same tick, and is read again.
  const written = (Date.now() - 3_600_000) / 1000
  for (const entry of readdirSync(place, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), written, written)
  }
  const log = join(place, 'smsdpprov.log')
  writeFileSync(log, '')
  writeFileSync(join(place, 'expected.csv'), `packageId\r\nABC00001\r\nABC0FFFF\r\n`)
  const config = `distributionPoint: PS1DP1.CONTOSO.COM
logs: { smsdpprov: '${log}', poll: 100ms }
library:
  primary: '${join(place, 'D', 'SCCMContentLib')}'
  drives: ['${join(place, 'E', 'SCCMContentLib')}']
  expected: '${join(place, 'expected.csv')}'
  scan: { every: 10s }
  ${more}
state: '${join(place, 'state')}'
`
  return { place, config, log }
}

type Numbers = (name: string, labels?: Readonly<Record<string, string>>) => number | undefined

async function until(service: CmdpService, isSo: (of: Numbers) => boolean): Promise<Numbers> {
  for (;;) {
    const read = await service.scrape()
    const of: Numbers = (name, labels = {}) => valueOf(read, name, labels)
    if (isSo(of)) return of
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

const api = async (service: CmdpService, path: string): Promise<Record<string, unknown>> =>
  (await (await fetch(`${service.url}${path}`)).json()) as Record<string, unknown>

type Found = readonly { rule: string; subject: { hash: string }; firstSeen: string; lastSeen: string }[]
const findings = async (service: CmdpService): Promise<Found> =>
  (await api(service, '/api/v1/findings'))['findings'] as Found

it('feeds every family of the library, and tells a changed byte within a scan', async () => {
  const { place, config } = host('bytes')
  running = await startCmdpService(config)
  const first = await until(running, (of) => (of('cmdp_validation_files_total') ?? 0) >= stored.length)
  expect(first('cmdp_library_up')).toBe(1)
  expect(first('cmdp_library_findings', { rule: 'I10', severity: 'fatal' })).toBe(0)
  expect(first('cmdp_library_missing_packages')).toBe(1)

  const victim = stored[17]!
  const bytes = Buffer.from(library.files[victim]!)
  bytes[0]! ^= 1
  writeFileSync(onDisk(place, victim), bytes)
  const damaged = await until(running, (of) => of('cmdp_library_findings', { rule: 'I10', severity: 'fatal' }) === 1)
  expect(damaged('cmdp_validation_hash_mismatches_total')).toBe(1)
  expect(damaged('cmdp_library_inconsistent_packages', { reason: 'hash_mismatch' })).toBeGreaterThan(0)
  const [worst] = (await findings(running)).filter(({ rule }) => rule === 'I10')
  expect(worst?.subject.hash).toBe(sha256(library.files[victim]!))
  expect(await (await fetch(`${running.url}/`)).text()).toContain(`has the hash ${sha256(bytes)}`)

  const families = await running.scrape()
  const named = Object.values(catalogue).filter(({ name }) =>
    /^cmdp_(library|validation|package_consistent|state_disagreement)/.test(name),
  )
  expect(named.length).toBeGreaterThanOrEqual(22)
  for (const { name } of named) {
    if (name === 'cmdp_validation_oldest_timestamp_seconds') continue // absent while a file has no sound verdict
    expect([name, (families.get(name)?.samples.length ?? 0) > 0]).toEqual([name, true])
  }

  // Killed and started again, the finding is there at once, and as old as it is.
  await running.kill()
  running = await startCmdpService(config)
  const again = await until(running, (of) => of('cmdp_library_findings', { rule: 'I10', severity: 'fatal' }) === 1)
  expect(again('cmdp_validation_hash_mismatches_total')).toBe(1)
  expect((await findings(running)).find(({ rule }) => rule === 'I10')?.firstSeen).toBe(worst?.firstSeen)

  writeFileSync(onDisk(place, victim), library.files[victim]!)
  await until(running, (of) => of('cmdp_library_findings', { rule: 'I10', severity: 'fatal' }) === 0)
  const packages = (await running.scrape()).get('cmdp_package_consistent')?.samples ?? []
  expect(packages.some(({ value }) => value === 1)).toBe(true)
})

it('goes on hashing after a kill, and does not walk the library again', async () => {
  // So slowly at first that the kill comes in the middle on any machine: two minutes for all.
  const large = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`${at}.cab`, Buffer.alloc(100_000, `${at}`)]))
  const content = built([...small, { id: 'ABC0FFF0', version: 1, contents: [{ id: 'ABC0FFF0.1', files: large }] }])
  const { place, config: slow } = host('kill', 'verify: { bytesPerSecond: 64KB }', content)
  const config = slow.replace('64KB', '2MB')
  running = await startCmdpService(slow)
  const before = await until(running, (of) => (of('cmdp_validation_files_total') ?? 0) > 0)
  const done = before('cmdp_validation_files_total') ?? 0
  const all = storedFiles(content).length
  expect(done).toBeLessThan(all)
  await running.kill()

  const strace = installed('strace')
  const calls = join(place, 'calls.txt')
  const traced = ['-D', '-f', '-qq', '-e', 'trace=open,openat', '-o', calls]
  running = await startCmdpService(config, {}, strace === undefined ? [] : [strace, ...traced])
  const after = await until(running, (of) => of('cmdp_validation_last_success_timestamp_seconds') !== undefined)
  // Counted once each: what was hashed before the kill and on disk is not hashed again, and nothing is left out. The
  // empty file counts too.
  expect(after('cmdp_validation_files_total')).toBe(all)
  expect(after('cmdp_validation_runs_total')).toBe(2)
  await running.stop()
  if (strace === undefined) return
  const opened = readFileSync(calls, 'utf8')
    .split('\n')
    .filter((line) => /DataLib.*\.INI"/.test(line))
  // Nothing of DataLib changed, so none of its entries is opened.
  expect(opened).toEqual([])
})

it('tells a library that comes late, a drive that goes and comes back, and follows the log all the while', async () => {
  const { place, config, log } = host('late')
  const away = (drive: string): void => renameSync(join(place, drive), join(place, `${drive}-away`))
  const back = (drive: string): void => renameSync(join(place, `${drive}-away`), join(place, drive))
  away('D')
  running = await startCmdpService(config)
  const service = running
  await until(service, (of) => of('cmdp_library_up') === 0)
  expect(await api(service, '/api/v1/library')).toMatchObject({ state: 'absent' })
  expect((await fetch(`${service.url}/-/ready`)).status).toBe(200)
  const logged = async (lines: number): Promise<void> => {
    appendFileSync(log, `[A6C][Mon 01/05/2026 08:00:0${lines}]:CContentDefinition::AddFile starting\r\n`)
    await until(
      service,
      (of) => (of('cmdp_agent_source_offset_bytes', { log: 'smsdpprov' }) ?? 0) === readFileSync(log).length,
    )
  }
  await logged(1)
  back('D')
  await until(service, (of) => of('cmdp_library_up') === 1)

  away('E')
  await until(service, (of) => of('cmdp_library_findings', { rule: 'I1', severity: 'fatal' }) === 1)
  expect((await findings(service)).filter(({ rule }) => rule === 'I8')).toEqual([])
  back('E')
  await until(service, (of) => of('cmdp_library_findings', { rule: 'I1', severity: 'fatal' }) === 0)

  away('D')
  const gone = await until(service, (of) => of('cmdp_library_up') === 0)
  expect(gone('cmdp_library_findings', { rule: 'I1', severity: 'fatal' })).toBe(1)
  expect(gone('cmdp_library_packages', { drive: 'D:' })).toBeGreaterThan(10)
  await logged(2)
  back('D')
  const whole = await until(service, (of) => of('cmdp_library_up') === 1)
  expect(whole('cmdp_library_findings', { rule: 'I1', severity: 'fatal' })).toBe(0)
  expect((await service.stop()).code).toBe(0)
  running = undefined
})
