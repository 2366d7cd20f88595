import { places, type RdcMachine } from './rdc-module.ts'

export type Piece = {
  /** Address of its first byte in the machine's memory. */
  readonly address: number
  /** Bytes. */
  readonly length: number
}

type Lane = {
  /** 0 to 3. */
  readonly number: number
  piece: number
  address: number
  blocks: number
  inTail: boolean
}

const idle = -1
const blockBytes = 64
const tailBytes = 2 * blockBytes
const initial = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476] as const

/** MD4 of pieces of the machine's memory, four at a time: whoever is done takes the next one. */
export function md4OfPieces(
  machine: RdcMachine,
  pieces: readonly Piece[],
  done: (piece: number, md4: Uint8Array) => void,
): void {
  const lanes = [laneOf(0), laneOf(1), laneOf(2), laneOf(3)] as const
  const digest = new Uint8Array(16)
  const digestWords = new Uint32Array(digest.buffer)
  let next = 0

  for (;;) {
    let run = Infinity
    for (const lane of lanes) {
      if (lane.piece === idle && next < pieces.length) begin(machine, lane, next, pieces[next++])
      if (lane.piece !== idle) run = Math.min(run, lane.blocks)
    }
    if (run === Infinity) return
    machine.md4(lanes[0].address, lanes[1].address, lanes[2].address, lanes[3].address, run)
    for (const lane of lanes) {
      if (lane.piece === idle) continue
      lane.address += run * blockBytes
      lane.blocks -= run
      if (lane.blocks > 0) continue
      if (!lane.inTail) {
        enterTail(machine, lane, pieces[lane.piece])
        continue
      }
      for (let word = 0; word < 4; word++) {
        digestWords[word] = machine.words[places.state / 4 + word * 4 + lane.number] ?? 0
      }
      done(lane.piece, digest)
      lane.piece = idle
      lane.address = places.bytes
    }
  }
}

/** A lane without a piece reads what is there, and nobody looks at what becomes of it. */
const laneOf = (number: number): Lane => ({ number, piece: idle, address: places.bytes, blocks: 0, inTail: false })

function begin(machine: RdcMachine, lane: Lane, at: number, piece: Piece | undefined): void {
  if (piece === undefined) return
  for (let word = 0; word < 4; word++) {
    machine.words[places.state / 4 + word * 4 + lane.number] = initial[word] ?? 0
  }
  lane.piece = at
  lane.address = piece.address
  lane.blocks = Math.floor(piece.length / blockBytes)
  lane.inTail = false
  if (lane.blocks === 0) enterTail(machine, lane, piece)
}

/** What does not fill a block, a one bit, zeros, and the length in bits (RFC 1320, 3.1 and 3.2). */
function enterTail(machine: RdcMachine, lane: Lane, piece: Piece | undefined): void {
  if (piece === undefined) return
  const { memory } = machine
  const rest = piece.length % blockBytes
  const from = piece.address + piece.length - rest
  const at = places.tails + lane.number * tailBytes
  lane.inTail = true
  lane.address = at
  lane.blocks = rest < blockBytes - 8 ? 1 : 2
  const end = at + lane.blocks * blockBytes
  memory.fill(0, at, end)
  memory.copyWithin(at, from, from + rest)
  memory[at + rest] = 0x80
  machine.words[(end - 8) / 4] = piece.length * 8 // a piece is far below 512 MB
}
