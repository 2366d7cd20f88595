// The safety steps of an operation, each taken out. A sweep that does not notice is no sweep.
import { operationFolder, unfinishedSuffix } from '../../engine/library/layout.ts'
import type { WritableStore } from '../../engine/write/writable-store.ts'
import type { Sabotage } from './cut-sweep.ts'

const nothing = (): void => undefined

const withoutFlush = (store: WritableStore): WritableStore => ({ ...store, flushFile: nothing, flushFolder: nothing })

/** Bytes are written where they belong, over what is there. */
function withoutRename(store: WritableStore): WritableStore {
  const target = (path: string): string =>
    path.includes(operationFolder) || !path.endsWith(unfinishedSuffix) ? path : path.slice(0, -unfinishedSuffix.length)
  return {
    ...store,
    status: (path) => store.status(target(path)),
    create(path) {
      if (target(path) !== path && !('refused' in store.status(target(path)))) store.removeFile(target(path))
      return store.create(target(path))
    },
    rename(from, to) {
      if (target(from) !== to) store.rename(from, to)
    },
    removeFile(path) {
      if (target(path) === path) store.removeFile(path)
    },
    flushFile: (path) => store.flushFile(target(path)),
  }
}

function withoutJournal(store: WritableStore): WritableStore {
  const isJournal = (path: string): boolean => path.includes(`${operationFolder}/journal`)
  return {
    ...store,
    create: (path) => (isJournal(path) ? { write: (bytes) => bytes.length, close: nothing } : store.create(path)),
    rename(from, to) {
      if (!isJournal(to)) store.rename(from, to)
    },
    removeFile(path) {
      if (!isJournal(path)) store.removeFile(path)
    },
    flushFile(path) {
      if (!isJournal(path)) store.flushFile(path)
    },
  }
}

export const sabotages: Readonly<Record<string, Sabotage>> = {
  flush: { store: withoutFlush },
  rename: { store: withoutRename },
  journal: { store: withoutJournal },
  order: {
    plan: (plan) => ({ ...plan, finish: [...plan.finish].reverse() }),
    parts: (parts) => [...parts].reverse(),
  },
}
