// Names that would give a terminal orders, or forge lines of our own: whatever a library command prints, on standard
// output or beside it, holds no control character but its own line ends, no mark of writing direction, no forged line.
import { lutimesSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeExample } from '../support/example-library.ts'
import { runCmdp } from '../support/run-cmdp.ts'
import { seededRandom } from '../support/random.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-hostile-names-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const forged = 'FORGED LINE'
/** What a terminal, a viewer or a spreadsheet would obey. */
const orders = [
  ...['\x1b[31m', '\x1b]0;pwn\x07', '\x9b2J', '\x85', '\x7f', '\b', '\r', '\t', '\x0b'],
  ...[`\n${forged}\n`, `\r\n${forged}\r\n`, '\u202e', '\u2066', '\u061c', '\u200f', '\u2028', `\u2029${forged}`],
]
const random = seededRandom(Number(process.env['SEED'] ?? 1))
/** A name of two to four of them; a file name has no slash. */
const hostile = (end = ''): string =>
  `x${Array.from({ length: 2 + random.below(3) }, () => random.pick(orders)).join('y')}${end}`

function put(path: string, bytes: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

const stored = 'FileLib/D08F/D08F918F29DDBD4443B737A4F9274A08C3C49142270893E9582D2459E88D5F55'

/** The worked example with such names in every place that a name, a key or a value can take. */
function hostileLibrary(root: string): void {
  writeExample(root)
  const library = join(root, 'D/SCCMContentLib')
  const entry = readFileSync(join(library, 'DataLib/ABC00001.2/setup.exe.INI'))
  for (let turn = 0; turn < 4; turn++) {
    put(join(library, 'PkgLib', hostile('.INI')), `[Packages]\r\nABC00001.2=\r\n`)
    put(
      join(library, `PkgLib/ABC0001${turn}.INI`),
      `[Packages]\r\n${hostile('.1')}=\r\n[Info]\r\nVersion=${hostile()}\r\n`,
    )
    put(join(library, `DataLib/ABC0002${turn}.1.INI`), `[Info]\r\nHash=${hostile()}\r\n${hostile()}=1\r\n`)
    put(join(library, 'DataLib', hostile('.1'), hostile('.INI')), entry)
    put(join(library, 'DataLib/ABC00001.2', hostile(), hostile('.INI')), entry)
    put(join(library, 'DataLib/ABC00001.2', hostile('.INI')), '[File]\r\n')
    put(join(library, 'DataLib/ABC00001.2', hostile()), 'no INI')
    put(join(library, 'FileLib', hostile(), 'x'), 'x')
    put(join(library, 'FileLib/D08F', hostile()), 'x')
    put(join(root, 'E/SMS_DP$', hostile('.temp')), 'x')
    put(join(root, 'D/SMSSIG$', hostile('.tar')), 'x')
    put(join(root, 'D/SMSPKGD$', hostile(), 'x'), 'x')
  }
  const users = join(library, `${stored}.INI`)
  writeFileSync(users, `${readFileSync(users, 'utf8')}${hostile()}=\r\n${hostile('.1').replace(/[\r\n]/g, '')}=\r\n`)
  writeFileSync(join(library, stored), Buffer.alloc(36))
}

const root = join(folder, 'library')
hostileLibrary(root)
// Nobody is at work there: no second look has to wait.
const hourAgo = new Date(Date.now() - 3_600_000)
for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }))
  lutimesSync(join(root, name), hourAgo, hourAgo)
const other = join(folder, 'other')
writeExample(other)
const source = join(folder, 'source')
put(join(source, hostile()), 'same')
put(join(source, hostile(), 'file'), 'other')
const expected = join(folder, 'expected.csv')
writeFileSync(expected, `packageId,name,contentId\r\nABC00777,"${hostile()}",\r\nABC00001,,ABC00001.9\r\n`)
const wrongList = join(folder, 'wrong.csv')
writeFileSync(wrongList, `packageId,name\r\n"${hostile()}",x\r\n`)
const content = readdirSync(join(root, 'D/SCCMContentLib/DataLib')).find((name) => name.startsWith('x')) ?? ''

const commands: readonly (readonly string[])[] = [
  ['scan', '--level', '3', '--expected', expected],
  ['scan', '--expected', wrongList],
  ['scan', '--wmi', wrongList],
  ['scan', '--index', join(folder, hostile('.idx'))],
  ['scan', '--drive', `${hostile()}=x`],
  ['status', '--expected', expected],
  ['tree'],
  ['tree', hostile()],
  ['find', 'x'],
  ['find', hostile()],
  ['trace', 'ABC00001'],
  ['trace', content],
  ['trace', hostile()],
  ['verify'],
  ['verify', hostile()],
  ['orphans', '--expected', expected],
  ['orphans', '--class', hostile()],
  ['drives'],
  ['diff', join(other, 'D/SCCMContentLib'), '--other-drive', `E:=${join(other, 'E')}`],
  ['diff', join(folder, hostile())],
  ['export', 'ABC00001', join(folder, 'out')],
  ['export', content, join(folder, hostile())],
  ['export', hostile(), join(folder, 'out')],
  ['add', 'ABC00050', '--source', source],
  ['add', hostile(), '--source', source],
  ['add', 'ABC00051', '--source', join(folder, hostile())],
  ['update', 'ABC00001', '--source', source],
  ['redistribute', 'ABC00001', '--source', source],
  ['redistribute', 'ABC00001', '--source', join(root, 'D/SCCMContentLib')],
  ['remove', 'ABC00001'],
  ['remove', content],
  ['transfer', '--from', 'D:', '--to', join(folder, hostile()), '--accept', 'I2,I3,I7,I10'],
  ['merge', '--into', 'D:'],
  ['merge', '--into', hostile()],
  ['repair', '--level', '2', '--source', join(other, 'D/SCCMContentLib')],
  ['repair', hostile()],
  ['sweep', '--plan', join(folder, 'sweep.json'), '--older-than', '0s'],
  ['sweep', '--plan', wrongList, '--apply'],
  ['pack', 'ABC00001.2', '--out', join(folder, 'one.cmdp')],
  ['pack', content, '--out', join(folder, hostile('.cmdp'))],
  ['unpack', wrongList],
]

const withCsv = new Set(['scan', 'tree', 'find', 'trace', 'verify', 'orphans', 'diff'])
/** Each as text; the first of each verb as rows and as JSON, too. */
const cases = commands.flatMap((words, at) => {
  const [verb = ''] = words
  if (commands.findIndex(([other]) => other === verb) < at) return [words]
  return [words, [...words, '--json'], ...(withCsv.has(verb) ? [[...words, '--csv']] : [])]
})

const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/

test('no library command prints what a terminal obeys, or a line that somebody forged', async () => {
  const wrong: string[] = []
  const rest = [...cases]
  const worker = async (): Promise<void> => {
    for (let words = rest.shift(); words !== undefined; words = rest.shift()) {
      const where = ['--workers', '1', '--library', join(root, 'D/SCCMContentLib'), '--drive', `E:=${join(root, 'E')}`]
      const { code, stdout, stderr } = await runCmdp(['library', ...words, ...where])
      const text = words.includes('--csv') ? stdout.replaceAll('\r\n', '\n') : stdout
      const bad = [text, stderr].flatMap((told) =>
        told.split('\n').filter((line) => obeyed.test(line) || line.trimStart().startsWith(forged)),
      )
      const fault = /fault in cmdp itself/.test(stderr) || code === null ? [stderr] : []
      if (stdout + stderr === '') fault.push('nothing was said')
      for (const line of [...bad.slice(0, 3), ...fault]) wrong.push(`${JSON.stringify(words)}: ${JSON.stringify(line)}`)
    }
  }
  await Promise.all([worker(), worker()])
  expect(wrong).toEqual([])
})
