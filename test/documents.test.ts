// What the documents claim about the code is true: names, paths, settings, scripts.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkTree } from '../agent/config/config-schema.ts'
import { readConfigFile } from '../agent/config/config-file.ts'
import { catalogue } from '../exporters/metrics/catalogue.ts'
import { filesIn, read, repository } from './support/sources.ts'

const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md']

/** Fenced blocks of a language. */
const blocks = (document: string, language: string): string[] =>
  [...read(document).matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text)

/** What stands in `code marks` in the running text. */
const marked = (document: string): string[] =>
  [
    ...read(document)
      .replace(/^```.*?^```/gms, '')
      .matchAll(/`([^`\n]+)`/g),
  ].map(([, text = '']) => text)

describe.each(documents)('%s', (document) => {
  it('names files and folders that are there', () => {
    const folders = /^(agent|dashboards|engine|exporters|parsers|test|\.ci)\//
    const paths = marked(document).filter((text) => folders.test(text) && !/[*{<…]/.test(text))
    expect(paths.filter((path) => !existsSync(join(repository, path)))).toEqual([])
  })

  it('names scripts of package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const named = [...read(document).matchAll(/\bnpm run (?:--silent )?([a-z:]+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
  })

  it('names commands that there are', () => {
    const known = new Set(filesIn('agent/commands').map((path) => path.replace(/^.*\/(.*)\.ts$/, '$1')))
    const inCode = [...marked(document), ...(read(document).match(/^```.*?^```/gms) ?? [])].join('\n')
    const named = [...inCode.matchAll(/^(?:\$ )?(?:npx )?cmdp ([a-z]+)/gm)].map(([, name = '']) => name)
    expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([])
  })

  it('names metrics of the catalogue', () => {
    const known = Object.values(catalogue).map(({ name }) => name as string)
    const named = [...read(document).matchAll(/\bcmdp_[a-z_]+[a-z]\b/g)].map(([name]) => name)
    const base = (name: string): string => name.replace(/_(bucket|sum|count)$/, '')
    expect([...new Set(named)].filter((name) => !known.includes(name) && !known.includes(base(name)))).toEqual([])
  })

  it('shows configurations that are right', () => {
    for (const text of blocks(document, 'yaml').filter((block) => /^(site|logs|web|export):/m.test(block))) {
      const { tree, faults } = readConfigFile(text)
      expect([...faults, ...checkTree(tree).objections]).toEqual([])
    }
  })
})

/** Commands of the console blocks with the output shown below each; `npx` is left to the reader. */
const examples = blocks('README.md', 'console').flatMap((text) =>
  text.split(/^\$ /m).flatMap((example) => {
    const [command = '', ...shown] = example.trimEnd().split('\n')
    return command === '' ? [] : [{ command, shown }]
  }),
)

describe.each(examples)('README: $command', ({ command, shown }) => {
  it('prints what the README shows', async () => {
    const real = command.replace('npx cmdp', `"${process.execPath}" agent/cmdp.mjs`)
    const output = await new Promise<string>((resolve) =>
      execFile('sh', ['-c', `${real} 2>&1`], { cwd: repository, maxBuffer: 2 ** 26 }, (_error, text) => resolve(text)),
    )
    expect(output).toMatch(new RegExp(`^${shown.map(lineShown).join('\n')}\n?$`))
  })
})

/** `…` at the end of a line is the rest of it; a line of its own is any number of lines. */
function lineShown(line: string): string {
  if (line === '…') return '[^]*'
  const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return line.endsWith('…') ? `${literal(line.slice(0, -1))}.*` : literal(line)
}
