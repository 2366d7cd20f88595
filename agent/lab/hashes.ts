import { createHash } from 'node:crypto'
import type { Hashes } from '../../engine/site/model/content.ts'

const of = (...words: readonly string[]): string =>
  createHash('sha256').update(words.join('|')).digest('hex').toUpperCase()

/** Hashes that depend on names alone, for worlds whose files nobody ever writes. */
export const namedHashes: Hashes = { of, file: (packageId, name, revision) => of(packageId, name, String(revision)) }
