// One number over all records of the state, kept up with every batch. LevelDB skips what it finds damaged in its
// journal and goes on with what follows, and does not check what it reads back: without this number a lost batch
// between two others, or a flipped bit, would pass for state.
import { createHash } from 'node:crypto'

export type SumChange = { readonly key: string; readonly value: Buffer | undefined }

export class StateSum {
  private readonly hashes = new Map<string, bigint>()
  private total = 0n

  /** Sixteen hexadecimal digits; equal for equal records, in whatever order they came. */
  get text(): string {
    return this.total.toString(16).padStart(16, '0')
  }

  /** @returns what `text` will be when these changes are made; the last of several for one key counts */
  after(changes: readonly SumChange[]): string {
    const next = new StateSum()
    next.total = this.total
    for (const { key } of changes) {
      const hash = this.hashes.get(key)
      if (hash !== undefined) next.hashes.set(key, hash)
    }
    next.apply(changes)
    return next.text
  }

  apply(changes: readonly SumChange[]): void {
    for (const { key, value } of changes) {
      const before = this.hashes.get(key) ?? 0n
      const after = value === undefined ? 0n : hashOf(key, value)
      this.total = BigInt.asUintN(64, this.total - before + after)
      if (value === undefined) this.hashes.delete(key)
      else this.hashes.set(key, after)
    }
  }
}

function hashOf(key: string, value: Buffer): bigint {
  const keyLength = Buffer.alloc(4)
  keyLength.writeUInt32LE(Buffer.byteLength(key))
  return createHash('sha256').update(keyLength).update(key).update(value).digest().readBigUInt64LE()
}
