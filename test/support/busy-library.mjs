// A second process at work in a library: adds and removes one content after the other, in the order of the product.
// Usage: node busy-library.mjs PLAN.json PROGRESS; the plan is a list of rounds, each a list of steps. PROGRESS says how
// many rounds were begun. The plan is gone through again until there is a file PROGRESS.enough.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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
const [plan, progress] = process.argv.slice(2)
const rounds = JSON.parse(readFileSync(plan, 'utf8'))
let begun = 0
do {
  for (const steps of rounds) {
    does.write({ path: progress, bytes: Buffer.from(String(++begun)).toString('base64') })
    for (const step of steps) {
      does[step.kind](step)
      pause(1) // a look may fall between any two steps
    }
    pause(10)
  }
} while (!existsSync(`${progress}.enough`))
