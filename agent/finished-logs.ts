// Logs that have an end: what `parse` and `analyze` are given. A PATH is a file, a folder (each sub-folder one machine), a
// zip of either, or `-` for standard input.
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AgentError, readError } from './errors.ts'
import { fileBlocks, fileHead } from './finished/file-blocks.ts'
import type { FinishedLog, FoundLogs, LeftOut } from './finished/finished-log.ts'
import { headBytes, noLogByContent, noLogByName, oldestFirst } from './finished/log-order.ts'
import { isZip, zipMembers } from './finished/zip-archive.ts'
import { notFileKind, standardInput } from './readable-file.ts'
import { printableLine } from './terminal/printable.ts'

export type { FinishedLog, FoundLogs, LeftOut } from './finished/finished-log.ts'

/** Deeper folders are not searched; a collection of logs has three or four levels. */
const deepest = 16

/**
 * The logs that PATHs mean, in reading order: of each log the generations that rolled over come first. A file named by
 * itself is always read; in a folder or a zip only what is a log by name and content, the rest is said in `leftOut`.
 * Rejects with AgentError for a PATH that is not there, not allowed, or none of these.
 */
export async function findFinishedLogs(paths: readonly string[]): Promise<FoundLogs> {
  const found: FoundLogs[] = []
  for (const path of paths) found.push(await logsAt(path))
  return { logs: oldestFirst(found.flatMap(({ logs }) => logs)), leftOut: found.flatMap(({ leftOut }) => leftOut) }
}

async function logsAt(path: string): Promise<FoundLogs> {
  if (path === '') throw new AgentError('badUsage', { problem: 'The name of a file is empty' })
  if (path === '-') return { logs: [flowing('-', 'standard input', standardInput)], leftOut: [] }
  const stats = await stat(path).catch((error: unknown) => {
    throw readError(path, error)
  })
  if (stats.isDirectory()) return folderLogs(path)
  if (stats.isFIFO()) return { logs: [flowing(basename(path), path, () => createReadStream(path))], leftOut: [] }
  const kind = notFileKind(stats)
  const hint = '; right would be a log, a folder or a zip of logs, or - for standard input'
  if (kind !== undefined) throw new AgentError('notAFile', { path: printableLine(path), kind, hint })
  if (isZip(await fileHead(path, 4))) return zipLogs(path)
  return { logs: [fileLog(path, basename(path))], leftOut: [] }
}

const fileLog = (place: string, path: string): FinishedLog => ({
  ...named(path),
  place,
  blocks: (most) => fileBlocks(place, most),
  rereadable: true,
})

/** What can be read once, as it comes. */
const flowing = (path: string, place: string, open: () => AsyncIterable<unknown>): FinishedLog => ({
  ...named(path),
  place,
  async *blocks() {
    try {
      for await (const block of open()) yield block as Buffer
    } catch (error) {
      throw readError(place, error)
    }
  },
  rereadable: false,
})

function named(path: string): Pick<FinishedLog, 'path' | 'file' | 'host'> {
  const parts = path.split('/')
  return { path, file: parts.at(-1) ?? path, host: parts.length > 1 ? (parts[0] ?? '') : '' }
}

async function folderLogs(top: string): Promise<FoundLogs> {
  const logs: FinishedLog[] = []
  const leftOut: LeftOut[] = []

  async function search(folder: string, depth: number): Promise<void> {
    const names = await readdir(join(top, folder), { withFileTypes: true })
    for (const entry of names.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      try {
        if (entry.isDirectory() && depth < deepest) await search(path, depth + 1)
        else {
          const reason = entry.isFile() ? await noLog(path, () => fileHead(join(top, path), headBytes)) : 'is no file'
          if (reason === undefined) logs.push(fileLog(join(top, path), path))
          else leftOut.push({ path, reason, failed: false })
        }
      } catch (error) {
        const told = readError(join(top, path), error)
        if (!(told instanceof AgentError)) throw told
        leftOut.push({ path, reason: told.message, failed: true })
      }
    }
  }
  await search('', 1).catch((error: unknown) => {
    throw readError(top, error)
  })
  return { logs, leftOut }
}

async function noLog(path: string, head: () => Promise<Uint8Array>): Promise<string | undefined> {
  return noLogByName(path) ?? noLogByContent(await head())
}

async function zipLogs(zip: string): Promise<FoundLogs> {
  const { members, leftOut } = await zipMembers(zip)
  const logs: FinishedLog[] = []
  const others: LeftOut[] = []
  const top = wrapper(members.map(({ name }) => name))
  for (const { name, blocks } of members) {
    const reason = await noLog(name, () => firstOf(blocks()))
    const { host, file } = named(name.slice(top.length))
    if (reason !== undefined) others.push({ path: name, reason, failed: false })
    else logs.push({ path: name, file, host, place: `${zip}/${name}`, blocks: () => blocks(), rereadable: true })
  }
  return { logs, leftOut: [...leftOut, ...others] }
}

async function firstOf(blocks: AsyncIterable<Buffer>): Promise<Buffer> {
  for await (const block of blocks) return block.subarray(0, headBytes)
  return Buffer.alloc(0)
}

/**
 * The folder that was zipped as a whole, when everything lies in it, in sub-folders of it: those are then the machines. A
 * folder with a dot in its name is a machine itself.
 */
function wrapper(names: readonly string[]): string {
  const [top = '', next] = names[0]?.split('/') ?? []
  const wraps =
    next !== undefined &&
    !top.includes('.') &&
    names.every((name) => name.split('/').length > 2 && name.startsWith(`${top}/`))
  return wraps ? `${top}/` : ''
}
