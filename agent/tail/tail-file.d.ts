// The parts of tail-file 1.4.16 that byte-reader.ts uses; the package brings no types.
declare module 'tail-file' {
  import type { EventEmitter } from 'node:events'

  class Tail extends EventEmitter {
    constructor(filename: string, options?: { buf?: Buffer; _bufsize?: number })
    /** Path that `createReader` opens. */
    started: string | null
    /** Handle; 'init' while it is being opened. */
    fd: number | 'init' | null | undefined
    ino: number | null
    unzip: unknown
    setBytePos(position: number): void
    createReader(): void
    onCreateReader(fd: number): void
    /** One read at the byte position, which it moves on; answers through `decode` or `onLine`. */
    readStuff(): void
    decode(chunk: Buffer | null): void
    onLine(error: Error): void
    onError(error: Error): void
    /** Closes the handle. */
    _stop(): void
  }
  export = Tail
}
