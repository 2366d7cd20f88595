// What the libraries of the DPs hold, as counts per file: enough to know what need not be sent again.
import type { Content, Package, Version } from './content.ts'

/** The DP itself, by which its shelf is known. */
type Dp = { readonly name: string }

/** The same, told to whoever keeps real libraries. Paths, hashes and references are theirs. */
export type LibraryDeed =
  | { readonly do: 'add' | 'redistribute'; readonly dp: string; readonly package: Package; readonly content: Content }
  | { readonly do: 'remove'; readonly dp: string; readonly package: Package; readonly content: Content }
  /** A stored file changes without anybody having been asked. */
  | { readonly do: 'corrupt'; readonly dp: string; readonly content: Content }

export type Shelves = {
  holdsFile(dp: Dp, fileId: number): boolean
  holds(dp: Dp, content: Content): boolean
  add(dp: Dp, of: Package, content: Content, how: 'add' | 'redistribute'): void
  remove(dp: Dp, of: Package, content: Content): void
  /** A stored file of some content the DP holds loses its bytes; nobody notices. Nothing when it holds none. */
  corrupt(dp: Dp, which: number): void
  /** Contents of a DP. */
  held(dp: Dp): Iterable<Content>
  /** A version is complete: contents of older ones that it does not share go. */
  complete(dp: Dp, of: Package, version: Version): void
}

/** @param listen  hears every change; undefined: nobody keeps real libraries */
export function createShelves(listen: ((deed: LibraryDeed) => void) | undefined): Shelves {
  const files = new Map<Dp, Uint8Array>()
  /** By content id: a content that a new version shares with the old one is the same content. */
  const contents = new Map<Dp, Map<string, Content>>()

  /** Counts of how many contents use a file, by file id. */
  const countsOf = (dp: Dp, most: number): Uint8Array => {
    const known = files.get(dp)
    if (known !== undefined && known.length > most) return known
    const grown = new Uint8Array(Math.max(1_024, 2 ** Math.ceil(Math.log2(most + 1))))
    if (known !== undefined) grown.set(known)
    files.set(dp, grown)
    return grown
  }
  const contentsOf = (dp: Dp): Map<string, Content> => {
    const known = contents.get(dp) ?? new Map<string, Content>()
    contents.set(dp, known)
    return known
  }
  const count = (dp: Dp, content: Content, by: 1 | -1): void => {
    for (const { id } of content.files) {
      const counts = countsOf(dp, id)
      counts[id] = (counts[id] ?? 0) + by
    }
  }
  const remove = (dp: Dp, of: Package, content: Content): void => {
    if (!contentsOf(dp).delete(content.id)) return
    count(dp, content, -1)
    listen?.({ do: 'remove', dp: dp.name, package: of, content })
  }
  return {
    holdsFile: (dp, fileId) => (files.get(dp)?.[fileId] ?? 0) > 0,
    holds: (dp, content) => contents.get(dp)?.has(content.id) ?? false,
    add(dp, of, content, how) {
      const isHeld = contentsOf(dp).has(content.id)
      if (!isHeld) {
        contentsOf(dp).set(content.id, content)
        count(dp, content, 1)
      }
      // What the library holds already is only referenced (distribution-engine.md 6.2, step 7).
      if (isHeld && how === 'add') return
      listen?.({ do: how, dp: dp.name, package: of, content })
    },
    remove,
    held: (dp) => contents.get(dp)?.values() ?? [],
    corrupt(dp, which) {
      const held = [...contentsOf(dp).values()]
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
