#!/usr/bin/env node
// The command `cmdp`: runs dist/cmdp.mjs and builds it first when the checkout has none yet.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const bundle = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'cmdp.mjs')
if (!existsSync(bundle)) {
  const { build } = await import('./build.mjs')
  await build()
}
await import(pathToFileURL(bundle).href)
