// What must survive a restart, and how the parts that know it take part in one atomic batch: what they changed since
// the last batch is staged; when the batch is on disk they are told; when it failed they are not, and stage it again.
import type { StateStore } from '../state/state-store.ts'
import { readPosition, type Position } from '../tail/checkpoint.ts'

/** One changed record of a part; `value` is plain JSON, undefined when the record is gone. */
export type Saved = { readonly key: string; readonly value: unknown }

export type DurablePart = {
  stage(): Iterable<Saved>
  committed(): void
  restore(saved: Iterable<Saved>): void
}

export type Durable = {
  /** Everything remembered is handed to the parts. Positions by log. */
  restore(): Promise<ReadonlyMap<string, Position>>
  /** One batch: positions and all that the parts changed. @returns records written. Rejects with AgentError; nothing is lost then */
  commit(positions: ReadonlyMap<string, Position>): Promise<number>
}

const positionsOf = 'position'

/** @param parts name -> part; its records lie under this name in the store */
export function durable(store: StateStore, parts: Readonly<Record<string, DurablePart>>): Durable {
  return {
    async restore() {
      for (const [name, part] of Object.entries(parts)) part.restore(await store.read(name))
      const positions = new Map<string, Position>()
      for (const { key, value } of await store.read(positionsOf)) {
        const position = readPosition(value)
        if (position !== undefined) positions.set(key, position)
      }
      return positions
    },
    async commit(positions) {
      const batch = Object.entries(parts).flatMap(([part, { stage }]) =>
        [...stage()].map((saved) => ({ part, ...saved })),
      )
      for (const [key, value] of positions) batch.push({ part: positionsOf, key, value })
      if (batch.length === 0) return 0
      await store.commit(batch)
      for (const part of Object.values(parts)) part.committed()
      return batch.length
    },
  }
}
