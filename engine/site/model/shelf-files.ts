// The stored files of one DP: how many contents use each, and on which drive it lies. The drive is chosen by the rule of
// the product's own operations, so a library written by them lies on the same drives.
import { chooseDrive, type DriveRoom } from '../../operations/choose-drive.ts'
import type { Content, SourceFile } from './content.ts'
import type { DpPlan } from './hierarchy-plan.ts'

export type ShelfFiles = {
  holds(fileId: number): boolean
  /** Room for the file, which is on its way. False: every drive is at its reserve (distribution-engine.md 9). */
  makeRoom(file: SourceFile): boolean
  /** What room was made for and never came is given back. */
  giveUp(content: Content): void
  /** A content uses its files; room was made for each. */
  use(content: Content): void
  /** A content goes; so do files that no other one uses. */
  leave(content: Content): void
  /** Upper-case hash of each file -> letter of its drive. */
  drivesOf(content: Content): ReadonlyMap<string, string>
}

/** Numbers by file id that grow as files come; 0 is none. */
function growing(): { get(id: number): number; set(id: number, value: number): void } {
  let numbers = new Uint8Array(1_024)
  return {
    get: (id) => numbers[id] ?? 0,
    set(id, value) {
      if (id >= numbers.length) {
        const grown = new Uint8Array(2 ** Math.ceil(Math.log2(id + 1)))
        grown.set(numbers)
        numbers = grown
      }
      numbers[id] = value
    },
  }
}

export function createShelfFiles({ drives, reserve }: Pick<DpPlan, 'drives' | 'reserve'>): ShelfFiles {
  const rooms: DriveRoom[] = drives.map(({ letter, bytes }, index) => ({
    drive: letter,
    freeBytes: bytes,
    holds: index === 0,
    usable: true,
    promised: 0,
  }))
  const users = growing()
  /** Place in `rooms`, from 1. */
  const places = growing()

  const free = ({ id, bytes }: SourceFile): void => {
    const room = rooms[places.get(id) - 1]
    if (room !== undefined) room.promised -= bytes
    places.set(id, 0)
  }
  return {
    holds: (fileId) => users.get(fileId) > 0,
    makeRoom(file) {
      if (places.get(file.id) > 0) return true
      const room = chooseDrive(rooms, file.bytes, reserve)
      if (room === undefined) return false
      const place = rooms.indexOf(room)
      rooms[place] = { ...room, holds: true }
      places.set(file.id, place + 1)
      return true
    },
    giveUp({ files }) {
      for (const file of files) if (users.get(file.id) === 0) free(file)
    },
    use({ files }) {
      for (const { id } of files) users.set(id, users.get(id) + 1)
    },
    leave({ files }) {
      for (const file of files) {
        users.set(file.id, users.get(file.id) - 1)
        if (users.get(file.id) === 0) free(file)
      }
    },
    drivesOf: ({ files }) =>
      new Map(files.map(({ id, hash }) => [hash, rooms[places.get(id) - 1]?.drive ?? drives[0]?.letter ?? ''])),
  }
}
