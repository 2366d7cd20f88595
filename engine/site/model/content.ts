// Packages with their contents and files, version by version.
import type { Chance } from '../world/chance.ts'
import type { PackagePlan } from './hierarchy-plan.ts'

/** A file of a source folder in one state; a change makes another one. */
export type SourceFile = {
  /** Number of this file in the whole world, from 0. */
  readonly id: number
  readonly name: string
  readonly bytes: number
  /** Upper-case SHA-256. */
  readonly hash: string
}

export type Content = { readonly id: string; readonly files: readonly SourceFile[]; readonly bytes: number }

export type Version = {
  readonly number: number
  readonly contents: readonly Content[]
  readonly bytes: number
  readonly fileCount: number
  readonly hash: string
  readonly signatureHash: string
}

export type Package = {
  readonly plan: PackagePlan
  /** As its source folder stands now; `versions[n - 1]` is version n. */
  readonly versions: Version[]
  /** An application, update or driver: contents have ids of their own (log-signatures.md, PX-016). */
  readonly hasContentIds: boolean
}

/** What makes names of bytes that nobody has written yet. */
export type Hashes = {
  /** Of the file with this name and revision; upper-case SHA-256. */
  file(packageId: string, name: string, revision: number, bytes: number): string
  /** Of anything else: 64 digits that depend on the words alone. */
  of(...words: readonly string[]): string
}

export type Contents = {
  create(plan: PackagePlan): Package
  /** The source changes: the next version, with `changed` files in a new state. */
  nextVersion(of: Package, changed: number): Version
  /** Files that were ever made; their ids are below it. */
  readonly fileCount: number
}

const ownIds: ReadonlySet<PackagePlan['kind']> = new Set(['application', 'updates', 'driver'])
const endings = ['exe', 'cab', 'msi', 'dll', 'txt', 'inf', 'cat', 'xml']

export function createContents(random: Chance, hashes: Hashes): Contents {
  let fileCount = 0

  const versionOf = (one: Pick<Package, 'plan' | 'hasContentIds'>, number: number, files: readonly SourceFile[]) => {
    const { id } = one.plan
    const contents =
      one.plan.kind === 'updates'
        ? files.map((file) => contentOf(guidOf(hashes.of('content', file.hash)), [file]))
        : [contentOf(contentIdOf(one, number, hashes), files)]
    return {
      number,
      contents,
      bytes: bytesOf(files),
      fileCount: files.length,
      hash: hashes.of(id, String(number)),
      signatureHash: hashes.of(id, String(number), 'signature'),
    }
  }
  const fileOf = (plan: PackagePlan, name: string, revision: number, bytes: number): SourceFile => ({
    id: fileCount++,
    name,
    bytes,
    hash: hashes.file(plan.id, name, revision, bytes),
  })

  return {
    create(plan) {
      const own = random.fork(plan.id)
      const { count, size } = plan.files
      const files = Array.from({ length: count }, (_, index) => {
        const name = `${plan.id.slice(3).toLowerCase()}-${String(index + 1).padStart(3, '0')}.${endings[index % endings.length] ?? 'bin'}`
        return fileOf(plan, name, 1, own.between(size.least, size.most))
      })
      const one = { plan, hasContentIds: ownIds.has(plan.kind) }
      return { ...one, versions: [versionOf(one, 1, files)] }
    },
    nextVersion(of, changed) {
      const last = of.versions.at(-1)
      const number = of.versions.length + 1
      const files = (last?.contents.flatMap((content) => content.files) ?? []).map((file, index) =>
        index < changed ? fileOf(of.plan, file.name, number, file.bytes) : file,
      )
      const version = versionOf(of, number, files)
      of.versions.push(version)
      return version
    },
    get fileCount() {
      return fileCount
    },
  }
}

const bytesOf = (files: readonly SourceFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0)

const contentOf = (id: string, files: readonly SourceFile[]): Content => ({ id, files, bytes: bytesOf(files) })

/** `PS100039.2`; an application's changed content gets a new id with revision 1 (distribution-engine.md 6.5). */
function contentIdOf({ plan, hasContentIds }: Pick<Package, 'plan' | 'hasContentIds'>, number: number, hashes: Hashes) {
  if (!hasContentIds) return `${plan.id}.${String(number)}`
  const guid = guidOf(hashes.of('content', plan.id, String(number)))
  return plan.kind === 'application' ? `Content_${guid}.1` : guid
}

/** The first 32 digits of a hash as a GUID in lower case, without braces. */
export function guidOf(hash: string): string {
  const digits = hash.toLowerCase()
  return [8, 12, 16, 20, 32].map((end, index) => digits.slice([0, 8, 12, 16, 20][index], end)).join('-')
}
