// What the libraries of the DPs hold, as counts per file: enough to know what need not be sent again, and what still fits.
import type { Content, Package, SourceFile, Version } from './content.ts'
import type { DpPlan } from './hierarchy-plan.ts'
import { createShelfFiles, type ShelfFiles } from './shelf-files.ts'

/** The DP itself, by which its shelf is known. */
type Dp = { readonly name: string; readonly plan: Pick<DpPlan, 'drives' | 'reserve'> }

/** The same, told to whoever keeps real libraries. Paths, hashes and references are theirs. */
export type LibraryDeed =
  | {
      readonly do: 'add' | 'redistribute'
      readonly dp: string
      readonly package: Package
      readonly content: Content
      /** Letter of the drive on which a file lies, by the file's hash. */
      readonly drives: ReadonlyMap<string, string>
    }
  | { readonly do: 'remove'; readonly dp: string; readonly package: Package; readonly content: Content }
  /** A stored file changes without anybody having been asked. */
  | { readonly do: 'corrupt'; readonly dp: string; readonly content: Content }

export type Shelves = {
  holdsFile(dp: Dp, fileId: number): boolean
  holds(dp: Dp, content: Content): boolean
  /** False: no drive has room for the file beside its reserve. What is held already needs none. */
  makeRoom(dp: Dp, file: SourceFile): boolean
  /** Room that was made for files of this version and was not used is free again. */
  giveUp(dp: Dp, version: Version): void
  /** Room was made for every file. */
  add(dp: Dp, of: Package, content: Content, how: 'add' | 'redistribute'): void
  remove(dp: Dp, of: Package, content: Content): void
  /** A stored file of some content the DP holds loses its bytes; nobody notices. Nothing when it holds none. */
  corrupt(dp: Dp, which: number): void
  /** Contents of a DP. */
  held(dp: Dp): Iterable<Content>
  /** A version is complete: contents of older ones that it does not share go. */
  complete(dp: Dp, of: Package, version: Version): void
}

/** Contents are known by id: one that a new version shares with the old one is the same content. */
type Shelf = { readonly files: ShelfFiles; readonly contents: Map<string, Content> }

/** @param listen  hears every change; undefined: nobody keeps real libraries */
export function createShelves(listen: ((deed: LibraryDeed) => void) | undefined): Shelves {
  const shelves = new Map<Dp, Shelf>()

  const shelfOf = (dp: Dp): Shelf => {
    const known = shelves.get(dp)
    if (known !== undefined) return known
    const shelf = { files: createShelfFiles(dp.plan), contents: new Map<string, Content>() }
    shelves.set(dp, shelf)
    return shelf
  }
  const remove = (dp: Dp, of: Package, content: Content): void => {
    const { files, contents } = shelfOf(dp)
    if (!contents.delete(content.id)) return
    files.leave(content)
    listen?.({ do: 'remove', dp: dp.name, package: of, content })
  }
  return {
    holdsFile: (dp, fileId) => shelfOf(dp).files.holds(fileId),
    holds: (dp, content) => shelfOf(dp).contents.has(content.id),
    makeRoom: (dp, file) => shelfOf(dp).files.makeRoom(file),
    giveUp(dp, { contents }) {
      for (const content of contents) shelfOf(dp).files.giveUp(content)
    },
    add(dp, of, content, how) {
      const { files, contents } = shelfOf(dp)
      const isHeld = contents.has(content.id)
      if (!isHeld) {
        contents.set(content.id, content)
        files.use(content)
      }
      // What the library holds already is only referenced (distribution-engine.md 6.2, step 7).
      if (listen === undefined || (isHeld && how === 'add')) return
      listen({ do: how, dp: dp.name, package: of, content, drives: files.drivesOf(content) })
    },
    remove,
    held: (dp) => shelfOf(dp).contents.values(),
    corrupt(dp, which) {
      const held = [...shelfOf(dp).contents.values()]
      const content = held[which % Math.max(1, held.length)]
      if (content !== undefined) listen?.({ do: 'corrupt', dp: dp.name, content })
    },
    complete(dp, of, { number, contents: current }) {
      const kept = new Set(current.map(({ id }) => id))
      for (const { contents: older } of of.versions.slice(0, number - 1))
        for (const content of older) if (!kept.has(content.id)) remove(dp, of, content)
    },
  }
}
