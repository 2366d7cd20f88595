// Growing columns of numbers. A library has a million entries: one object per entry would cost three times the memory
// and a garbage collection that everyone notices. Classes (these and the two beside them), against the habit of the
// house, because the engine makes their methods as fast as the array itself.

type Numbers = Uint8Array | Uint32Array | Float64Array | BigUint64Array
type Make<Data extends Numbers> = new (length: number) => Data

export class Column<Data extends Numbers> {
  length = 0
  private data: Data
  private readonly make: Make<Data>

  constructor(make: Make<Data>, begin?: Data) {
    this.make = make
    this.data = begin ?? new make(1024)
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
    const data = this.room(values.length)
    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? none
      data[this.length + at] = value === none ? none : value + shift
    }
    this.grow(values.length)
  }

  /** Appends numbers of things that are called `numbers[n]` here; `none` stays. */
  appendRenumbered(values: Uint32Array, numbers: Uint32Array): void {
    const data = this.room(values.length)
    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? none
      data[this.length + at] = value === none ? none : (numbers[value] ?? none)
    }
    this.grow(values.length)
  }

  /** Forgets all values and keeps the room. */
  clear(): void {
    this.length = 0
  }

  /** Room for so many more values, to be written into the array this returns; they count when `grow` says so. */
  room(more: number): Data {
    this.reserve(more)
    return this.data
  }

  grow(by: number): void {
    this.length += by
  }

  /** The filled part; valid until the column grows. */
  values(): Data {
    return this.data.subarray(0, this.length) as Data
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
