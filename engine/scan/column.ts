// Growing columns of numbers, names and hashes. A library has a million entries: one object per entry would cost three
// times the memory and a garbage collection that everyone notices. Classes, against the habit of the house, because the
// engine makes their methods as fast as the array itself.

type Numbers = Uint8Array | Uint32Array | Float64Array | BigUint64Array
type Make<Data extends Numbers> = new (length: number) => Data

export class Column<Data extends Numbers> {
  length = 0
  private data: Data
  private readonly make: Make<Data>

  constructor(make: Make<Data>, begin?: Data) {
    this.make = make
    this.data = begin ?? new make(64)
    this.length = begin?.length ?? 0
  }

  push(value: Data[number]): void {
    if (this.length === this.data.length) this.reserve(1)
    this.data[this.length++] = value
  }

  /** Zero beyond the end, as typed arrays have it. */
  at(row: number): Data[number] {
    return this.data[row] ?? this.zero()
  }

  set(row: number, value: Data[number]): void {
    this.data[row] = value
  }

  append(values: Data): void {
    this.reserve(values.length)
    this.data.set(values as never, this.length)
    this.length += values.length
  }

  /** Appends numbers of rows in another table, moved by `shift`; `none` stays. */
  appendShifted(values: Uint32Array, shift: number): void {
    this.reserve(values.length)
    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? none
      this.data[this.length++] = value === none ? none : value + shift
    }
  }

  /** The filled part; valid until the column grows. */
  values(): Data {
    return this.data.subarray(0, this.length) as Data
  }

  /** A copy of exactly the filled part. */
  copy(): Data {
    return this.data.slice(0, this.length) as Data
  }

  private reserve(more: number): void {
    if (this.length + more <= this.data.length) return
    const grown = new this.make(Math.max(this.length + more, Math.ceil(this.data.length * 1.5)))
    grown.set(this.values() as never)
    this.data = grown
  }

  private zero(): Data[number] {
    return this.data instanceof BigUint64Array ? 0n : 0
  }
}

/** "No row" in a column of row numbers. */
export const none = 0xffffffff

/**
 * Names one after the other. One byte per character where that holds the name, else a zero byte (which no name has) and
 * UTF-16LE: nothing is lost, not even a lone surrogate.
 */
export class NameColumn {
  readonly starts: Column<Uint32Array>
  readonly bytes: Column<Uint8Array>

  constructor(starts?: Uint32Array, bytes?: Uint8Array) {
    this.starts = new Column(Uint32Array, starts)
    this.bytes = new Column(Uint8Array, bytes)
  }

  push(name: string): void {
    this.starts.push(this.bytes.length)
    if (/^[\x01-\xff]*$/.test(name)) this.bytes.append(Buffer.from(name, 'latin1'))
    else this.bytes.append(Buffer.from(`\0${name}`, 'utf16le').subarray(1))
  }

  at(row: number): string {
    const from = this.starts.at(row)
    const to = row + 1 < this.starts.length ? this.starts.at(row + 1) : this.bytes.length
    const values = this.bytes.values()
    const buffer = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
    return buffer[from] === 0 && to > from
      ? buffer.toString('utf16le', from + 1, to)
      : buffer.toString('latin1', from, to)
  }

  append(starts: Uint32Array, bytes: Uint8Array): void {
    this.starts.appendShifted(starts, this.bytes.length)
    this.bytes.append(bytes)
  }
}

/** Bytes of one hash in a HashTable; a SHA-1 leaves the last twelve zero. */
export const hashBytes = 32

/** Numbers for hashes: each distinct one once. Open addressing over the first bytes, which are as good as random. */
export class HashTable {
  private bytes: Uint8Array
  private slots: Int32Array
  count: number

  constructor(bytes: Uint8Array = new Uint8Array(0)) {
    this.bytes = bytes
    this.count = bytes.length / hashBytes
    this.slots = new Int32Array(0)
    this.rebuild(this.count)
  }

  /** The number of a hash in hex, new or known. */
  add(hex: string): number {
    const key = keyOfHex(hex)
    let slot = this.slotOf(key)
    for (let number = this.slots[slot] ?? 0; number !== 0; number = this.slots[slot] ?? 0) {
      if (this.keyAt(number - 1) === key && this.text(number - 1) === hex) return number - 1
      slot = (slot + 1) & (this.slots.length - 1)
    }
    return this.insert(slot, (bytes, at) => writeHex(bytes, at, hex))
  }

  addBytes(from: Uint8Array, offset: number): number {
    const key = keyOfBytes(from, offset)
    let slot = this.slotOf(key)
    for (let number = this.slots[slot] ?? 0; number !== 0; number = this.slots[slot] ?? 0) {
      if (this.keyAt(number - 1) === key && this.same(number - 1, from, offset)) return number - 1
      slot = (slot + 1) & (this.slots.length - 1)
    }
    return this.insert(slot, (bytes, at) => bytes.set(from.subarray(offset, offset + hashBytes), at))
  }

  /** The number of a known hash in upper-case hex; undefined when it occurs nowhere. */
  find(hex: string): number | undefined {
    const key = keyOfHex(hex)
    let slot = this.slotOf(key)
    for (let number = this.slots[slot] ?? 0; number !== 0; number = this.slots[slot] ?? 0) {
      if (this.keyAt(number - 1) === key && this.text(number - 1) === hex) return number - 1
      slot = (slot + 1) & (this.slots.length - 1)
    }
    return undefined
  }

  /** Upper-case hex, 64 or 40 digits. */
  text(number: number): string {
    const from = number * hashBytes
    const isSha1 = this.bytes.subarray(from + 20, from + hashBytes).every((byte) => byte === 0)
    const { buffer, byteOffset } = this.bytes
    return Buffer.from(buffer, byteOffset + from, isSha1 ? 20 : hashBytes)
      .toString('hex')
      .toUpperCase()
  }

  values(): Uint8Array {
    return this.bytes.subarray(0, this.count * hashBytes)
  }

  private insert(slot: number, write: (bytes: Uint8Array, at: number) => void): number {
    const at = this.count * hashBytes
    if (at + hashBytes > this.bytes.length) {
      const grown = new Uint8Array(Math.max(64 * hashBytes, Math.ceil(this.count * 1.5) * hashBytes))
      grown.set(this.values())
      this.bytes = grown
    }
    write(this.bytes, at)
    this.slots[slot] = ++this.count
    if (this.count * 2 > this.slots.length) this.rebuild(this.count)
    return this.count - 1
  }

  private rebuild(count: number): void {
    let size = 1024
    while (size < count * 3) size *= 2
    this.slots = new Int32Array(size)
    for (let number = 0; number < this.count; number++) {
      let slot = this.slotOf(this.keyAt(number))
      while (this.slots[slot] !== 0) slot = (slot + 1) & (size - 1)
      this.slots[slot] = number + 1
    }
  }

  private slotOf(key: number): number {
    return key & (this.slots.length - 1)
  }

  private keyAt(number: number): number {
    return keyOfBytes(this.bytes, number * hashBytes)
  }

  private same(number: number, from: Uint8Array, offset: number): boolean {
    const at = number * hashBytes
    for (let byte = 0; byte < hashBytes; byte++) if (this.bytes[at + byte] !== from[offset + byte]) return false
    return true
  }
}

const keyOfBytes = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)

const keyOfHex = (hex: string): number => Number.parseInt(hex.slice(0, 8), 16) | 0

function writeHex(bytes: Uint8Array, at: number, hex: string): void {
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).write(hex, at, 'hex')
}
