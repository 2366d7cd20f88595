// Names one after the other in one column of bytes.
import { Column } from './column.ts'

/**
 * One byte per character where that holds the name, else a zero byte (which no name has) and UTF-16LE: nothing is lost,
 * not even a lone surrogate.
 */
export class NameColumn {
  readonly starts: Column<Uint32Array>
  readonly bytes: Column<Uint8Array>

  constructor(starts?: Uint32Array, bytes?: Uint8Array) {
    this.starts = new Column(Uint32Array, starts)
    this.bytes = new Column(Uint8Array, bytes)
  }

  push(name: string): void {
    const from = this.bytes.length
    this.starts.push(from)
    const room = this.bytes.room(name.length)
    for (let at = 0; at < name.length; at++) {
      const code = name.charCodeAt(at)
      if (code === 0 || code > 0xff) return this.bytes.append(Buffer.from(`\0${name}`, 'utf16le').subarray(1))
      room[from + at] = code
    }
    this.bytes.grow(name.length)
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

  clear(): void {
    this.starts.clear()
    this.bytes.clear()
  }

  append(starts: Uint32Array, bytes: Uint8Array): void {
    this.starts.appendShifted(starts, this.bytes.length)
    this.bytes.append(bytes)
  }
}
