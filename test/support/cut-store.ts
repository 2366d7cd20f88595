// A store that is cut off at its n-th call that changes something, as by a kill, and another that fails there instead.
import type { FileWriter, WritableStore } from '../../engine/write/writable-store.ts'

/** Ends the run: no code of the product catches it. */
export class Cut extends Error {
  override readonly name = 'Cut'
}

export type CutStore = WritableStore & { readonly calls: () => number }

/** @param at  number of the call, from 1, that is not done any more; never when undefined */
export function cutAt(store: WritableStore, at: number | undefined): CutStore {
  let calls = 0
  const next = (): void => {
    calls++
    if (calls === at) throw new Cut(`call ${calls}`)
  }
  const counted =
    <Args extends readonly unknown[], Answer>(work: (...args: Args) => Answer) =>
    (...args: Args): Answer => {
      next()
      return work(...args)
    }
  const writer = (file: FileWriter): FileWriter => ({
    write: counted((bytes: Uint8Array) => file.write(bytes)),
    close: () => file.close(),
  })
  return {
    ...store,
    calls: () => calls,
    create: counted((path: string) => writer(store.create(path))),
    makeFolder: counted((path: string) => store.makeFolder(path)),
    rename: counted((from: string, to: string) => store.rename(from, to)),
    removeFile: counted((path: string) => store.removeFile(path)),
    removeFolder: counted((path: string) => store.removeFolder(path)),
    flushFolder: counted((path: string) => store.flushFolder(path)),
    flushFile: counted((path: string) => store.flushFile(path)),
    flushDrive: counted((drive: string) => store.flushDrive(drive)),
  }
}
