// The keys of encrypted copies: a text file of the operator with one line for each package, so that every package has a
// key of its own. First line `cmdp-keys 1`, then `ABC00001 <64 hex digits>`.
import { randomBytes } from 'node:crypto'
import { parsePackageId, type PackageId } from '../ids.ts'

export type PackageKeys = ReadonlyMap<PackageId, Buffer>

const firstLine = 'cmdp-keys 1'

/** The keys, or what is wrong with the text. */
export function readKeys(text: string): PackageKeys | { readonly fault: string } {
  const [first, ...lines] = text.split(/\r?\n/)
  if (first !== firstLine) return { fault: `its first line must be "${firstLine}"` }
  const keys = new Map<PackageId, Buffer>()
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue
    const [id = '', key = '', ...more] = line.trim().split(/[ \t]+/)
    const packageId = parsePackageId(id)
    if (packageId === undefined || !/^[0-9a-f]{64}$/i.test(key) || more.length > 0) {
      return { fault: `line ${at + 2} must be a package id and 64 hex digits` }
    }
    if (keys.has(packageId)) return { fault: `line ${at + 2} names ${packageId} again` }
    keys.set(packageId, Buffer.from(key, 'hex'))
  }
  return keys
}

export const writeKeys = (keys: PackageKeys): string =>
  [firstLine, ...[...keys].map(([packageId, key]) => `${packageId} ${key.toString('hex')}`), ''].join('\n')

/** The keys with one for this package, made when there is none yet. */
export function withKeyFor(
  keys: PackageKeys,
  packageId: PackageId,
): { readonly keys: PackageKeys; readonly key: Buffer } {
  const known = keys.get(packageId)
  const key = known ?? randomBytes(32)
  return { keys: known === undefined ? new Map([...keys, [packageId, key]]) : keys, key }
}
