#!/usr/bin/env node
// The command `cmdp`: runs dist/cmdp.mjs; in a checkout it builds it first when it is missing or older than the sources.
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { build, bundlePath, isStale } from './build.mjs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`cmdp: Node ${process.version} is too old; cmdp needs Node 20.19 or newer\n`)
  process.exit(2)
}

if (isStale()) await buildOrSay()
await import(pathToFileURL(bundlePath).href)

async function buildOrSay() {
  try {
    await build()
  } catch (error) {
    // An installation without development packages, or a checkout we may not write to, runs what it has.
    const cannot = ['ERR_MODULE_NOT_FOUND', 'EACCES', 'EPERM', 'EROFS'].includes(error.code)
    const missing = error.code === 'ERR_MODULE_NOT_FOUND' ? 'esbuild is missing; run npm ci' : error.message
    const remedy = cannot && existsSync(bundlePath) ? 'running the one built earlier' : undefined
    process.stderr.write(`cmdp: cannot build dist/cmdp.mjs: ${missing}${remedy === undefined ? '' : `; ${remedy}`}\n`)
    if (remedy === undefined) process.exit(2)
  }
}
