// What the documents claim about the code is true: names, paths, settings, scripts.
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
