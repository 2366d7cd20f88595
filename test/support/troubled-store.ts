// A WritableStore that counts every call that changes something, and asks before each whether it may happen.
import { StoreError, storeFaults, type WritableStore } from '../../engine/write/writable-store.ts'

export type Call = {
  /** `rename`, as in StoreError. */
  readonly call: string
  readonly path: string
  /** 1 for the first. */
  readonly number: number
}

/** The process is gone: nobody catches this. */
export class Cut extends Error {
  override readonly name = 'Cut'
}

/** May throw, or return how many bytes a write takes. */
export type Trouble = (call: Call) => number | undefined

export function troubled(store: WritableStore, trouble: Trouble): WritableStore & { readonly calls: () => number } {
  let number = 0
  const ask = (call: string, path: string): number | undefined => trouble({ call, path, number: ++number })
  return {
    ...store,
    calls: () => number,
    create(path) {
      ask('create', path)
      const file = store.create(path)
      return {
        write(bytes) {
          const most = ask('write', path)
          return file.write(most === undefined ? bytes : bytes.subarray(0, most))
        },
        close() {
          file.close()
        },
      }
    },
    makeFolder(path) {
      ask('mkdir', path)
      store.makeFolder(path)
    },
    rename(from, to) {
      ask('rename', to)
      store.rename(from, to)
    },
    removeFile(path) {
      ask('unlink', path)
      store.removeFile(path)
    },
    removeFolder(path) {
      ask('rmdir', path)
      store.removeFolder(path)
    },
    flushFile(path) {
      ask('flush', path)
      store.flushFile(path)
    },
    flushFolder(path) {
      ask('flush', path)
      store.flushFolder(path)
    },
  }
}

/** Ends the process before its call of that number, and for good. */
export const cutAt =
  (at: number): Trouble =>
  ({ number, call, path }) => {
    if (number >= at) throw new Cut(`${call} ${path}`)
    return undefined
  }

export const failure = (code: string, { call, path }: Call): StoreError =>
  new StoreError(storeFaults[code] ?? 'broken', call, path, code)
