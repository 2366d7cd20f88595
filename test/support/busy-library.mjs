// A second process at work in a library: adds and removes one content after the other, in the order of the product.
// Usage: node busy-library.mjs PLAN.json; the plan is a list of rounds, each a list of steps.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const does = {
  write({ path, bytes }) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${path}.new`, Buffer.from(bytes, 'base64'))
    renameSync(`${path}.new`, path)
  },
  folder: ({ path }) => mkdirSync(path, { recursive: true }),
  move: ({ path, to }) => renameSync(path, to),
  remove: ({ path }) => rmSync(path, { recursive: true, force: true }),
}

const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
for (const steps of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  for (const step of steps) {
    does[step.kind](step)
    pause(1) // a look may fall between any two steps
  }
  pause(10)
}
