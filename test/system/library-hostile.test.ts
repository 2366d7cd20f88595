// The system calls of a scan, for every hostile library: nothing outside is opened, nothing inside is written.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { hostileCases, type HostileCase } from '../support/hostile-libraries.ts'
import { writeExample } from '../support/example-library.ts'
import { repository } from '../support/sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-strace-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const hasStrace = spawnSync('strace', ['-V']).status === 0

const calls =
  'open,openat,openat2,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,truncate,link,linkat,symlink,' +
  'symlinkat,chmod,fchmodat,utimensat'
const secret = 'TOP SECRET'

/** Scans one hostile library under strace; what is wrong with how that went. */
async function wrongWith({ name, make, rule }: HostileCase, number: number): Promise<readonly string[]> {
  const root = join(folder, String(number))
  const outside = join(root, 'outside')
  const library = join(root, 'D', 'SCCMContentLib')
  mkdirSync(outside, { recursive: true })
  writeFileSync(join(outside, 'secret'), secret)
  writeExample(root)
  make(library, outside)
  const log = join(folder, `${number}.calls`)
  const run = spawn(
    'strace',
    ['-f', '-qq', '-s', '4096', '-e', `trace=${calls}`, '-o', log, process.execPath].concat(
      [join(repository, 'agent', 'cmdp.mjs'), 'library', 'scan', '--level', '2', '--json', '--workers', '1'],
      ['--library', library, '--drive', `E:=${join(root, 'E')}`],
    ),
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let printed = ''
  let said = ''
  run.stdout.on('data', (part: Buffer) => (printed += part.toString()))
  run.stderr.on('data', (part: Buffer) => (said += part.toString()))
  const [code] = (await once(run, 'close')) as [number | null]
  const made = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes(root))
  rmSync(root, { recursive: true })
  const wrong: string[] = []
  if (code !== 1 && code !== 0) wrong.push(`ended with ${code}: ${said.slice(0, 300)}`)
  if (made.length < 10) wrong.push(`only ${made.length} calls seen`)
  if (rule !== '' && !new RegExp(`"rule": *"${rule}"`).test(printed)) wrong.push(`is not classified as ${rule}`)
  if (printed.includes(secret)) wrong.push('prints what lies outside')
  for (const line of made) {
    if (line.includes(outside)) wrong.push(`outside: ${line}`)
    if (/O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)/.test(line) || !/\b(open|openat|openat2)\(/.test(line))
      wrong.push(`written: ${line}`)
  }
  return wrong.map((one) => `${name}: ${one}`)
}

test('a scan of a hostile library opens nothing outside it and nothing for writing', async () => {
  if (!hasStrace) {
    console.log('not run: strace is not installed')
    expect(process.env['CI']).not.toBe('true')
    return
  }
  execFileSync(process.execPath, [join(repository, 'agent', 'cmdp.mjs'), '--version']) // builds what the cases run
  const wrong: string[] = []
  const waiting = hostileCases.entries()
  const work = async (): Promise<void> => {
    for (const [number, one] of waiting) wrong.push(...(await wrongWith(one, number)))
  }
  await Promise.all([work(), work()])
  console.log(`${hostileCases.length} hostile libraries scanned under strace`)
  expect(wrong).toEqual([])
  expect(hostileCases.length).toBeGreaterThanOrEqual(100)
}, 900_000)
