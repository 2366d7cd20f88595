// MD4 (RFC 1320): the chunk hash of RDC signatures. Node's crypto no longer offers it. Never an identity of a file: that
// is its SHA-256.

const words = new Int32Array(16)

/** 16 bytes. */
export function md4(bytes: Uint8Array): Buffer {
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476])
  const whole = bytes.length & ~63
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < whole; at += 64) step(state, view, at)
  const tail = new Uint8Array(bytes.length - whole < 56 ? 64 : 128)
  tail.set(bytes.subarray(whole))
  tail[bytes.length - whole] = 0x80
  const end = new DataView(tail.buffer)
  end.setUint32(tail.length - 8, (bytes.length << 3) >>> 0, true)
  end.setUint32(tail.length - 4, Math.floor(bytes.length / 2 ** 29), true)
  for (let at = 0; at < tail.length; at += 64) step(state, end, at)
  const digest = Buffer.alloc(16)
  state.forEach((word, at) => digest.writeInt32LE(word, at * 4))
  return digest
}

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits))

/** Word order and shifts of the three rounds, four steps each line. */
const order2 = [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15] as const
const order3 = [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15] as const
const shifts1 = [3, 7, 11, 19] as const
const shifts2 = [3, 5, 9, 13] as const
const shifts3 = [3, 9, 11, 15] as const

function step(state: Int32Array, view: DataView, at: number): void {
  for (let word = 0; word < 16; word++) words[word] = view.getInt32(at + word * 4, true)
  let a = state[0] ?? 0
  let b = state[1] ?? 0
  let c = state[2] ?? 0
  let d = state[3] ?? 0
  const turn = (sum: number, bits: number): void => {
    const next = rotate((a + sum) | 0, bits)
    a = d
    d = c
    c = b
    b = next
  }
  for (let i = 0; i < 16; i++) turn((((b & c) | (~b & d)) + (words[i] ?? 0)) | 0, shifts1[i & 3] ?? 0)
  for (let i = 0; i < 16; i++) {
    turn((((b & c) | (b & d) | (c & d)) + (words[order2[i] ?? 0] ?? 0) + 0x5a827999) | 0, shifts2[i & 3] ?? 0)
  }
  for (let i = 0; i < 16; i++) {
    turn(((b ^ c ^ d) + (words[order3[i] ?? 0] ?? 0) + 0x6ed9eba1) | 0, shifts3[i & 3] ?? 0)
  }
  state[0] = ((state[0] ?? 0) + a) | 0
  state[1] = ((state[1] ?? 0) + b) | 0
  state[2] = ((state[2] ?? 0) + c) | 0
  state[3] = ((state[3] ?? 0) + d) | 0
}
