// Which options a command of `cmdp library` takes: what would change nothing is neither offered nor accepted.
import { expect, test } from 'vitest'
import yargs from 'yargs'
import { library } from '../../../agent/commands/library.ts'

const judging = ['expected', 'wmi', 'now', 'level']
const hashing = ['sample', 'rate', 'max-duration']

/** Verb, what it is called with, and which of these options mean something to it. */
const verbs: readonly (readonly [string, readonly string[]])[] = [
  ['add', []],
  ['update', []],
  ['redistribute', []],
  ['remove', []],
  ['transfer', []],
  ['merge', []],
  ['pack', []],
  ['unpack', ['rate']],
  ['sweep', ['expected', 'wmi', 'now']],
  ['repair', [...judging, ...hashing]],
]

test.each(verbs)('%s offers %j, and nothing else of what judges and hashes', async (verb, own) => {
  const help = await yargs(['library', verb]).scriptName('cmdp').command(library).exitProcess(false).strict().getHelp()
  const offered = [...judging, ...hashing].filter((name) => new RegExp(`--${name}\\b`).test(help))
  expect(offered).toEqual(own)
})
