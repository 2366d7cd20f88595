// A reader as a process of its own: judges the library again and again until its input ends, then says how often, and
// what it found that stayed. Input: the folder of real-library.ts as the first line.
// What stays while one and the same writer is at work says how fast this machine is: that judgement does not count.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { noFacts } from '../../engine/checks/facts.ts'
import { judgeTwice } from '../../engine/checks/second-look.ts'
import { diskStore } from '../../engine/library/disk-store.ts'
import { inlineCrew } from '../../engine/scan/crew.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import { rootsIn } from './real-library.ts'

let folder = ''
let open = true
process.stdin.setEncoding('utf8').on('data', (text: string) => (folder += text))
process.stdin.on('end', () => (open = false))
while (!folder.includes('\n')) await sleep(10)

const crew = inlineCrew(diskStore(rootsIn(folder.trim())))
const stayed: string[] = []
let looks = 0
const lockFolder = join(folder.trim(), 'D', 'SCCMContentLib', 'cmdp-operation')
function writersAtWork(): readonly string[] {
  try {
    return readdirSync(lockFolder).filter((name) => name.endsWith('.lock'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [] // it comes and goes with the writers
    throw error
  }
}

do {
  const startedAt = Date.now()
  const { index } = await scanLibrary(crew, { level: 1, now: startedAt })
  let sameWriter = false
  const wait = async (ms: number): Promise<number> => {
    const before = writersAtWork()
    await sleep(ms)
    sameWriter ||= writersAtWork().some((name) => before.includes(name))
    return Date.now()
  }
  const { findings } = await judgeTwice(crew, index, noFacts(startedAt, 1), { wait, startedAt })
  if (!sameWriter) looks++
  for (const { rule, detail, transient, severity } of findings)
    if (!sameWriter && !transient && severity !== 'info') stayed.push(`${rule} ${detail}`)
  await sleep(200)
} while (open || looks === 0)
process.stdout.write(JSON.stringify({ looks, stayed }))
