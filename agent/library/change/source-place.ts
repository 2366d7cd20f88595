// What --source names: a plain folder, read and hashed.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { createSigner } from '../../../engine/rdc/sign.ts'
import { diskFolder, type FolderReader } from '../../../engine/library/disk-folder.ts'
import { readSource, type ContentSource } from '../../../engine/operations/contents/content-source.ts'
import { AgentError, readError } from '../../errors.ts'
import { progressOn } from '../../terminal/progress.ts'
import type { Session } from '../library-session.ts'

export type SourcePlace = { readonly reader: FolderReader; readonly read: () => Promise<ContentSource> }

/** @throws AgentError when there is no such folder */
export function sourceAt(session: Session, path: string): SourcePlace {
  const folder = resolve(path)
  try {
    if (!statSync(folder).isDirectory()) throw new AgentError('notAFolder', { path: folder, kind: 'a file' })
  } catch (error) {
    throw error instanceof AgentError ? error : readError(folder, error)
  }
  const reader = diskFolder(folder)
  return { reader, read: () => readAll(session, reader) }
}

async function readAll(session: Session, reader: FolderReader): Promise<ContentSource> {
  const bar = progressOn(process.stderr, 'Hashing', !session.options.json)
  const onProgress = (files: number, bytes: number): void => bar.show(files, files, `${bytes} bytes`)
  const turn = (): Promise<void> => session.clock.sleep(0)
  const tools = { signer: () => createSigner(), turn, signal: session.signal, onProgress }
  const source = await readSource(reader, tools)
  bar.end()
  if (session.signal.aborted) throw new AgentError('interrupted', { work: 'reading the source' })
  return source
}
