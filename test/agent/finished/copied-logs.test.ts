// The recorded copies, after they went through a mail or a web page: they tell what they told before.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { accountOf } from '../../../agent/account-objects.ts'
import { analyzeLogs } from '../../../agent/analyze-logs.ts'
import { recordedNames } from '../../support/recorded-logs.ts'
import { repository } from '../../support/sources.ts'

const framed = /\$\$<|<!\[LOG\[|^\[[0-9A-F]+\]\[/m
const copies = [...recordedNames('docs', /\.log$/), ...recordedNames('raw', /\.view\.txt$/)]
  .map((name) => ({ name, text: readFileSync(join(repository, 'test', 'corpus', name), 'utf8') }))
  .filter(({ text }) => !framed.test(text))

async function told(name: string, text: string) {
  const file = name.replace(/^.*[./](\w+\.(?:log|txt))$/, '$1')
  const log = { path: file, file, host: '', place: file, rereadable: true }
  const { tracker, now } = await analyzeLogs([{ ...log, blocks: () => Readable.from([Buffer.from(text)]) }], {
    zone: undefined,
    now: undefined,
  })
  const { distributions, packages, distributionPoints } = accountOf(tracker, now)
  return [...distributions, ...packages, ...distributionPoints].map(({ failure, ...facts }) => ({
    ...{ ...facts, traceId: undefined },
    failure: failure && [failure.class, failure.code],
  }))
}

/** Breaks between words, as mail programs do. */
const wrapped = (width: number) => (line: string) =>
  line.split(' ').reduce((text, word) => {
    const last = text.slice(text.lastIndexOf('\n') + 1)
    return last.length + 1 + word.length > width ? `${text}\n${word}` : `${text} ${word}`
  })
const quoted = (line: string) => line.replace(/^/gm, '> ')
const escaped = (line: string) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const curled = (line: string) =>
  line
    .replace(/(^|[\s[=:(])"/g, '$1“')
    .replaceAll('"', '”')
    .replace(/(^|[\s[=:(])'/g, '$1‘')
    .replaceAll("'", '’')

describe('a recorded copy', () => {
  it.each([
    ['wrapped at 80 columns', wrapped(80)],
    ['wrapped and quoted', (line: string) => quoted(wrapped(78)(line))],
    ['in a list', (line: string) => `- ${line}`],
    ['escaped for a web page', escaped],
    ['with typographic quotes', curled],
  ])('%s tells the same', async (_what, change) => {
    expect(copies.length).toBeGreaterThan(50)
    for (const { name, text } of copies) {
      const changed = text.replace(/^[^\r\n]+/gm, change)
      expect(await told(name, changed), name).toEqual(await told(name, text))
    }
  })
})
