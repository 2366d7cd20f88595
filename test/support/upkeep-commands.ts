// The commands that change a library as typed, on the worked example: a plan changes nothing, --apply does what it said.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { exampleHash, writeExample } from './example-library.ts'
import { runCmdp } from './run-cmdp.ts'
import { temporaryFolder } from './temporary-folder.ts'

export type Printed = {
  readonly operation: string
  readonly steps: readonly { readonly action: string; readonly path: string; readonly bytes: number }[]
  readonly counts: Readonly<Record<string, number>>
  readonly bytes: { readonly written: number; readonly freed: number }
  readonly seconds: number
  readonly refusals: readonly { readonly reason: string; readonly detail: string }[]
  readonly remarks?: readonly string[]
  readonly applied?: boolean
}

/** The worked example as folders `D` and `E`, and an empty `F`. */
export function example(): string {
  const root = temporaryFolder()
  writeExample(root)
  mkdirSync(join(root, 'F'))
  return root
}

export const library = (root: string, drive = 'D'): string => join(root, drive, 'SCCMContentLib')
export const where = (root: string): string[] => ['--library', library(root), '--drive', `E:=${join(root, 'E')}`]
export const stored = (root: string, drive: string, digits: string): string =>
  join(library(root, drive), 'FileLib', digits, exampleHash(digits))

/** Every file below a folder with its hash, and every folder. */
export function tree(folder: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name)
    found[name] = statSync(path).isDirectory()
      ? 'folder'
      : createHash('sha256').update(readFileSync(path)).digest('hex')
  }
  return found
}

export const plan = async (args: readonly string[]): Promise<Printed & { readonly code: number | null }> => {
  const { code, stdout, stderr } = await runCmdp(['library', ...args, '--json'])
  if (stdout === '') throw new Error(stderr)
  return { ...(JSON.parse(stdout) as Printed), code }
}

export const said = async (args: readonly string[]): Promise<readonly [number | null, string]> => {
  const { code, stdout, stderr } = await runCmdp(['library', ...args])
  return [code, stdout + stderr]
}

/** Plans, checks that nothing changed, applies, and checks that what was announced was done. */
export async function planned(root: string, args: readonly string[]): Promise<Printed> {
  const before = tree(root)
  const first = await plan(args)
  expect([first.code, first.refusals]).toEqual([0, []])
  expect(first.applied).toBeUndefined()
  expect(tree(root)).toEqual(before)
  const done = await plan([...args, '--apply'])
  expect([done.code, done.applied]).toEqual([0, true])
  expect([done.counts, done.bytes]).toEqual([first.counts, first.bytes])
  expect(tree(root)).not.toEqual(before)
  return first
}

export const clean = async (root: string, drives: readonly string[]): Promise<void> => {
  const [primary = 'D', ...others] = drives
  const maps = others.flatMap((drive) => ['--drive', `${drive}:=${join(root, drive)}`])
  expect(await said(['scan', '--level', '2', '--library', library(root, primary), ...maps])).toEqual([
    0,
    expect.stringMatching(/2 packages, 2 contents, 6 source files in 5 stored files[^]*Nothing is wrong/),
  ])
}
