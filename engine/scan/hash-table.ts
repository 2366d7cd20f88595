// Numbers for hashes: each distinct one once.

/** Bytes of one entry: the hash, of which a SHA-1 leaves the last twelve zero, and 1 for a SHA-1, else 0. */
export const hashBytes = 33
const longest = 32
const shortest = 20

/** Open addressing over the first bytes of a hash, which are as good as random. */
export class HashTable {
  private bytes: Buffer
  private slots: Int32Array
  count: number

  constructor(bytes: Uint8Array = new Uint8Array(0)) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.count = bytes.length / hashBytes
    this.slots = new Int32Array(0)
    this.rebuild()
  }

  /** The number of a hash in upper-case hex (64 or 40 digits), new or known. */
  add(hex: string): number {
    return this.addBytes(bytesOf(hex), 0)
  }

  addBytes(from: Uint8Array, offset: number): number {
    const slot = this.slotFor(from, offset)
    const known = this.slots[slot] ?? 0
    return known !== 0 ? known - 1 : this.insert(slot, from, offset)
  }

  /** The number of a known hash in upper-case hex; undefined when it occurs nowhere. */
  find(hex: string): number | undefined {
    const number = (this.slots[this.slotFor(bytesOf(hex), 0)] ?? 0) - 1
    return number >= 0 && this.text(number) === hex ? number : undefined
  }

  /** Upper-case hex, 64 or 40 digits. */
  text(number: number): string {
    const from = number * hashBytes
    const length = this.bytes[from + longest] === 1 ? shortest : longest
    return this.bytes.toString('hex', from, from + length).toUpperCase()
  }

  /** Forgets all of them and keeps the room. */
  clear(): void {
    this.count = 0
    this.slots.fill(0)
  }

  values(): Uint8Array {
    return this.bytes.subarray(0, this.count * hashBytes)
  }

  /** Where the hash is, or would be put. */
  private slotFor(from: Uint8Array, offset: number): number {
    const key = keyOf(from, offset)
    let slot = key & (this.slots.length - 1)
    for (let number = this.slots[slot] ?? 0; number !== 0; number = this.slots[slot] ?? 0) {
      if (this.isSame((number - 1) * hashBytes, from, offset)) break
      slot = (slot + 1) & (this.slots.length - 1)
    }
    return slot
  }

  private isSame(at: number, from: Uint8Array, offset: number): boolean {
    for (let byte = 0; byte < hashBytes; byte++) if (this.bytes[at + byte] !== from[offset + byte]) return false
    return true
  }

  private insert(slot: number, from: Uint8Array, offset: number): number {
    const at = this.count * hashBytes
    if (at + hashBytes > this.bytes.length) {
      const grown = Buffer.alloc(Math.max(1024, Math.ceil(this.count * 1.5)) * hashBytes)
      grown.set(this.values())
      this.bytes = grown
    }
    for (let byte = 0; byte < hashBytes; byte++) this.bytes[at + byte] = from[offset + byte] ?? 0
    this.slots[slot] = ++this.count
    if (this.count * 2 > this.slots.length) this.rebuild()
    return this.count - 1
  }

  private rebuild(): void {
    let size = 4096
    while (size < this.count * 3) size *= 2
    this.slots = new Int32Array(size)
    for (let number = 0; number < this.count; number++) {
      let slot = keyOf(this.bytes, number * hashBytes) & (size - 1)
      while (this.slots[slot] !== 0) slot = (slot + 1) & (size - 1)
      this.slots[slot] = number + 1
    }
  }
}

const keyOf = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)

const scratch = new Uint8Array(hashBytes)

/** Valid until the next call. Quicker than the decoder of Buffer, which is a call out of the engine. */
function bytesOf(hex: string): Uint8Array {
  scratch[longest] = hex.length === shortest * 2 ? 1 : 0
  for (let byte = 0; byte < longest; byte++) {
    const high = digits[hex.charCodeAt(byte * 2)] ?? 0
    scratch[byte] = high * 16 + (digits[hex.charCodeAt(byte * 2 + 1)] ?? 0)
  }
  return scratch
}

/** Value of a hex digit by its character code. */
const digits = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(value) ? 0 : value
})
