// The catalogue against every real line we have.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { entryReader } from '../../../parsers/entry-reader.ts'
import { lineSplitter } from '../../../parsers/lines.ts'
import type { LogEntry } from '../../../parsers/log-entry.ts'
import { logOfComponent, logOfFileName, type LogName } from '../../../parsers/log-name.ts'
import { recogniser, trimMarks } from '../../../parsers/recognise.ts'
import { renderAny } from '../../../parsers/render.ts'
import { rows } from '../../../parsers/signatures/prepared.ts'
import { readRow } from '../../../parsers/signatures/row.ts'

const { recognise, mayMatch } = recogniser()
const folder = (name: string): string => join(import.meta.dirname, '../../corpus', name)
const mainLogs: readonly (LogName | undefined)[] = ['distmgr', 'pkgxfermgr', 'smsdpprov']

type CorpusLine = { readonly file: string; readonly log: LogName | undefined; readonly entry: LogEntry }

/** Excerpts in the on-disk form (docs/README.md, "Form"); raw/*.log are on-disk too, all else is a copy from a viewer. */
const framedExcerpts = [
  'community-blog-dp-package-transfer-errors.PkgXferMgr.log',
  'kb-archive-q244405.distmgr.log',
  'understand-pxe-boot.smsdpprov.log',
]

function linesOf(name: string): readonly CorpusLine[] {
  const files = readdirSync(folder(name)).filter((file) => /\.(log|txt)$/.test(file))
  return files.flatMap((file) => {
    const isFramed = name === 'docs' ? framedExcerpts.includes(file) : file.endsWith('.log')
    const lines = lineSplitter()
    const reader = entryReader({ form: isFramed ? 'framed' : 'view' })
    const physical = [...lines.push(readFileSync(join(folder(name), file))), ...lines.end()]
    const entries = [...physical.flatMap((line) => reader.push(line)), ...reader.end()]
    return entries.map((entry) => ({ file, entry, log: logOfComponent(entry.component ?? '') ?? logOfFileName(file) }))
  })
}

const corpus = ['docs', 'raw', 'raw/reconstructed'].map((name) => [name, linesOf(name)] as const)
const allLines = corpus.flatMap(([, lines]) => lines)
const ofMainLogs = ({ file, log }: CorpusLine): boolean =>
  mainLogs.includes(log) && mainLogs.includes(logOfFileName(file))

/** Second halves of lines that an article wrapped: of a message, or of an envelope. They are no message. */
const wrappedHalves: Readonly<Record<string, readonly string[]>> = {
  docs: [
    '[D:\\SCCMContentLib\\FileLib\\B53B\\B53B6F96ECC3FB2AF59D02C84A2D31434904BACF2F9C90D80107B6602860BCFD]',
    'SMS_DistributionPoint, AddFile',
    '\\\\DPNAME.CONTOSO.COM\\SMS_DP$\\Content_b034813c-bc60-4a16-b471-7a0dc3d9662b.1-B53B6F96ECC3FB2AF59D02C84A2D31434904BACF2F9C90D80107B6602860BCFD',
    'SMS_DISTRIBUTION_MANAGER04/09/2014 11:30:263776 (0x0EC0)',
  ],
  raw: ['SMS_DISTRIBUTION_MANAGER04/09/2014 11:30:263776 (0x0EC0)'],
  'raw/reconstructed': [],
}

describe.each(corpus)('the lines of corpus/%s', (name, lines) => {
  it('are each recognised by exactly one row of their log, when it is a main log, except halves of wrapped lines', () => {
    const unknown: string[] = []
    for (const { log, entry } of lines.filter(ofMainLogs)) {
      const text = trimMarks(entry.message)
      const fitting = [...rows.values()].filter((row) => row.log === log && readRow(row, text) !== undefined)
      if (fitting.length === 0) unknown.push(entry.raw.trim())
      else
        expect(
          fitting.map(({ signature }) => signature.id),
          text,
        ).toEqual([recognise(entry.message, log)?.signature])
    }
    expect(unknown.sort()).toEqual([...wrappedHalves[name]!].sort())
  })

  it('come back as written when they are rendered again', () => {
    for (const { log, entry } of lines) {
      const event = recognise(entry.message, log)
      if (event === undefined) continue
      expect(renderAny(event.signature, event.fields, event.shape)).toBe(trimMarks(entry.message))
    }
  })

  it('pass the look at their first bytes', () => {
    for (const { log, entry } of lines) {
      const bytes = Buffer.from(entry.message)
      if (recognise(entry.message, log) !== undefined)
        expect(mayMatch(bytes, 0, bytes.length, log), entry.message).toBe(true)
    }
  })

  it('give no package id and no content id where the article prints a placeholder', () => {
    for (const { log, entry } of lines) {
      const { fields = {} } = recognise(entry.message, log) ?? {}
      for (const name of ['packageId', 'contentId', 'pkgver', 'pkgordp'])
        expect(String(fields[name] ?? '')).not.toMatch(/PackageID|PKGID|^ContentID$/)
      if (fields['packageId'] !== undefined) expect(fields['packageId']).toMatch(/^[A-Z0-9]{8}$/)
    }
  })
})

it('reads lines by the thousand, so that the tests above mean something', () => {
  expect(allLines.filter(ofMainLogs).length).toBeGreaterThan(1_000)
  expect(wrappedHalves['docs']!.length + wrappedHalves['raw']!.length).toBe(5)
})

it('shows every row of the catalogue, by a line of the corpus or of the row itself, or the row says why not', () => {
  const shown = new Set(allLines.map(({ log, entry }) => recognise(entry.message, log)?.signature))
  for (const { signature } of rows.values()) {
    const isShown = shown.has(signature.id) || signature.sample !== undefined
    expect(isShown || signature.noSample !== undefined, signature.id).toBe(true)
    expect(isShown && signature.noSample !== undefined, `${signature.id} gives a reason, but has a line`).toBe(false)
  }
})

it('finds the sample of a row in the corpus, so that nobody makes one up', () => {
  const messages = new Set(allLines.map(({ entry }) => trimMarks(entry.message)))
  for (const { signature } of rows.values()) {
    if (signature.sample !== undefined) expect(messages, signature.id).toContain(signature.sample)
  }
})
