// H1 to H5: hashing stored files against openssl and sha256sum on the same files, and how well a rate is held.
import { createHash, randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../agent/clock.ts'
import { pacer } from '../../agent/library/pacer.ts'
import type { DriveRoot } from '../../engine/library/disk-store.ts'
import { bytesRead, endReading, newAllowance } from '../../engine/library/paced-store.ts'
import { scanLibrary } from '../../engine/scan/scan.ts'
import { hashAll } from '../../engine/verify/verify.ts'
import { workerCrew } from '../../agent/library/worker-crew.ts'
import { compare, seconds, type Line } from './compare.ts'

export async function verifyBench(
  folder: string,
  worker: string,
  smallFiles: number,
  largeBytes: number,
  rounds: number,
): Promise<Line[]> {
  const large = join(folder, 'large')
  const small = join(folder, 'small')
  makeLibrary(large, 1, () => largeBytes)
  makeLibrary(small, smallFiles, (at) => 1024 + ((at * 7_919) % (63 * 1024)))
  const lines: Line[] = []
  const file = execFileSync('find', [large, '-type', 'f', '-size', '+1M']).toString().trim()
  const ours = async (place: string, threads: number): Promise<() => Promise<void>> => {
    const roots: DriveRoot[] = [{ drive: 'D:', library: join(place, 'SCCMContentLib'), root: undefined }]
    const crew = workerCrew(roots, threads, worker)
    const { index } = await scanLibrary(crew, { level: 1, now: Date.now() })
    return async () => {
      const { results } = await hashAll(crew, index)
      if (results.some(({ actual }) => actual === undefined)) throw new Error('not all files were hashed')
    }
  }
  const xargs = (tool: string, options: string): string =>
    `find "${join(small, 'SCCMContentLib', 'FileLib')}" -type f -print0 | xargs -0 ${options} ${tool} > /dev/null`
  const sh = (command: string) => (): void => void execFileSync('sh', ['-c', command], { maxBuffer: 1e9 })
  const one = await ours(large, 1)
  await one()
  lines.push(
    await compare(
      'H1 one large file, against openssl',
      0.9,
      rounds,
      sh(`openssl dgst -sha256 "${file}" > /dev/null`),
      one,
    ),
  )
  lines.push(
    await compare('H5 one large file, against sha256sum', 2, rounds, sh(`sha256sum "${file}" > /dev/null`), one),
  )
  const many = await ours(small, 1)
  await many()
  lines.push(
    await compare(
      'H2 small files, 1 thread, against openssl',
      0.95,
      rounds,
      sh(xargs('openssl dgst -sha256 -r', '')),
      many,
    ),
  )
  lines.push(
    await compare('H5 small files, 1 thread, against sha256sum', 2.3, rounds, sh(xargs('sha256sum', '')), many),
  )
  const two = await ours(small, 2)
  lines.push(
    await compare(
      'H3 small files, 2 threads, against openssl',
      0.9,
      rounds,
      sh(xargs('openssl dgst -sha256 -r', '-P2 -n 2000')),
      two,
    ),
  )
  const eight = await ours(small, 8)
  lines.push(
    await compare(
      'H4 small files, not cached, 8 threads, against openssl',
      1.5,
      rounds,
      sh(xargs('openssl dgst -sha256 -r', '')),
      eight,
      () => forget(small),
    ),
  )
  lines.push(await heldRate('rate held, part of 20 MB/s, small files', small, worker))
  lines.push(await heldRate('rate held, part of 20 MB/s, one large file', large, worker))
  return lines
}

/** Drops the pages of every file below: `dd iflag=nocache` for each, in one process where Python is at hand. */
function forget(folder: string): void {
  const script =
    'import os,sys\nfor p in sys.stdin.read().split("\\0")[:-1]:\n f=os.open(p,0)\n os.posix_fadvise(f,0,0,4)\n os.close(f)'
  const dd = 'xargs -0 -I{} dd if={} iflag=nocache count=0 status=none'
  const drop = `if command -v python3 > /dev/null; then python3 -c '${script}'; else ${dd}; fi`
  execFileSync('sh', ['-c', `sync; find "${folder}" -type f -print0 | ${drop}`])
}

function makeLibrary(folder: string, files: number, size: (at: number) => number): void {
  if (existsSync(join(folder, 'SCCMContentLib'))) return
  const fresh = join(folder, 'new')
  for (const part of ['PkgLib', 'DataLib', 'FileLib']) mkdirSync(join(fresh, part), { recursive: true })
  for (let at = 0; at < files; at++) {
    const bytes = randomBytes(Math.min(size(at), 2 ** 30))
    const hash = createHash('sha256').update(bytes).digest('hex').toUpperCase()
    mkdirSync(join(fresh, 'FileLib', hash.slice(0, 4)), { recursive: true })
    writeFileSync(join(fresh, 'FileLib', hash.slice(0, 4), hash), bytes)
  }
  renameSync(fresh, join(folder, 'SCCMContentLib'))
}

/** The rate of a throttled run of about five seconds, as a part of what was asked for. */
async function heldRate(name: string, folder: string, worker: string): Promise<Line> {
  const allowance = newAllowance()
  const roots = [{ drive: 'D:', library: join(folder, 'SCCMContentLib'), root: undefined }]
  const crew = workerCrew(roots, 2, worker, allowance)
  const { index } = await scanLibrary(crew, { level: 1, now: Date.now() })
  const rate = 20 * 1024 * 1024
  const began = performance.now()
  const stopGranting = pacer(systemClock, () => rate).begin(allowance, () => false)
  const ending = setTimeout(() => endReading(allowance), 5_000)
  const admit = (): Promise<boolean> => Promise.resolve(seconds(began) < 5)
  const { results } = await hashAll(crew, index, { admit })
  // Of one large file that was cut off only the counter of the readers knows.
  const bytes = Math.max(
    bytesRead(allowance),
    results.reduce((sum, one) => sum + one.bytes, 0),
  )
  const value = bytes / seconds(began) / rate
  clearTimeout(ending)
  stopGranting()
  await crew.close()
  return {
    name,
    value,
    target: 1,
    good: Math.abs(value - 1) <= 0.1,
    detail: `${(bytes / 1e6).toFixed(0)} MB in ${seconds(began).toFixed(1)} s`,
  }
}
