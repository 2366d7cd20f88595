// The rules of the house that a reviewer would otherwise have to watch: ARCHITECTURE.md says why, this says whether.
import { readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join, posix } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { allCode, filesIn, importsOf, packageOf, parse, productFiles, read, repository } from './support/sources.ts'

/** Folder -> folders it may import from. Types count. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  parsers: [],
  engine: [],
  exporters: ['engine'],
  agent: ['parsers', 'engine', 'exporters'],
  dashboards: ['exporters'],
}

/** Files that may touch disk, network or processes in the folders that otherwise must not. */
const mayTouchTheWorld: Readonly<Record<string, RegExp>> = {
  parsers: /^$/,
  engine: /^engine\/(library\/disk-(store|folder)|write\/disk-writer)\.ts$|-worker\.ts$/,
  exporters: /^exporters\/(http|traces)\//,
  dashboards: /^dashboards\/generate\.ts$/,
}
const world =
  /^node:(fs|net|http|https|http2|tls|dgram|dns|child_process|cluster|os|worker_threads|readline|repl|timers)/

/** Packages that more than one file imports, and which. Every other package is imported by exactly one. */
const sharedPackages: Readonly<Record<string, RegExp>> = {
  yargs: /^agent\/(command-line|commands\/[a-z-]+|library\/library-options)\.ts$/, // its types only, but for command-line
  '@opentelemetry': /^exporters\/otlp\/(exporter|(span|log|metric)-export)\.ts$/, // the wiring, and one file per signal
}

/** Data tables, which may be long; a path that ends in `/` stands for all below it. */
const tables = [
  'agent/config/settings.ts',
  'agent/diagnose/failure-classes.ts',
  'engine/checks/finding-kinds.ts',
  'engine/flowcharts/tables/',
  'engine/distribution/states.ts',
  'exporters/metrics/catalogue.ts',
  'parsers/result-code.ts',
  'parsers/signatures/',
  'parsers/status-meanings.ts',
]

const mostLines = 300

describe('imports', () => {
  it('go one way', () => {
    const wrong = productFiles().flatMap((path) => {
      const own = posix.dirname(path).split('/', 1)[0] ?? ''
      const others = importsOf(path).flatMap(({ file }) => (file === undefined ? [] : [file]))
      return others
        .filter((file) => !file.startsWith(`${own}/`) && !(mayImport[own] ?? []).includes(file.split('/', 1)[0] ?? ''))
        .map((file) => `${path} must not import ${file}`)
    })
    expect(wrong).toEqual([])
  })

  it('of exporters take types only from the engine, and dashboards only the catalogue', () => {
    const wrong = productFiles().flatMap((path) =>
      importsOf(path)
        .filter(({ file, typeOnly }) => {
          // The rule that makes trace ids is pure, and shared with the account that `analyze` prints.
          if (file === 'engine/distribution/trace-identity.ts') return false
          if (path.startsWith('exporters/')) return file?.startsWith('engine/') === true && !typeOnly
          return (
            path.startsWith('dashboards/') && file?.startsWith('exporters/') === true && !file.endsWith('/catalogue.ts')
          )
        })
        .map(({ target }) => `${path} must not import ${target}`),
    )
    expect(wrong).toEqual([])
  })

  it('make no cycle', () => {
    const graph = new Map(productFiles().map((path) => [path, importsOf(path).flatMap(({ file }) => file ?? [])]))
    expect(cycles(graph)).toEqual([])
  })

  it('name files that are there', () => {
    const files = new Set(allCode())
    const wrong = allCode().flatMap((path) =>
      importsOf(path).flatMap(({ file }) =>
        file === undefined || files.has(file) || /\.(json|mjs|d\.ts)$/.test(file) ? [] : [`${path}: ${file}`],
      ),
    )
    expect(wrong).toEqual([])
  })

  it('of a package stand in one file', () => {
    const users = new Map<string, string[]>()
    for (const path of productFiles()) {
      for (const name of new Set(importsOf(path).flatMap(({ target }) => thirdParty(target)))) {
        users.set(name, [...(users.get(name) ?? []), path])
      }
    }
    const wrong = [...users].flatMap(([name, paths]) => {
      const allowed = sharedPackages[name]
      if (allowed !== undefined) return paths.filter((path) => !allowed.test(path)).map((path) => `${name} in ${path}`)
      return paths.length > 1 ? [`${name} in ${paths.join(', ')}`] : []
    })
    expect(wrong).toEqual([])
  })

  it('of packages are declared in package.json', () => {
    const declared = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
    const names = new Set(Object.keys({ ...declared['dependencies'], ...declared['optionalDependencies'] }))
    const wrong = productFiles().flatMap((path) =>
      importsOf(path)
        .map(({ target }) => packageOf(target))
        .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !names.has(name))
        .map((name) => `${path}: ${name}`),
    )
    expect(wrong).toEqual([])
  })

  it('leave disk, network and processes to the folders that are made for them', () => {
    const wrong = productFiles().flatMap((path) => {
      const allowed = mayTouchTheWorld[path.split('/', 1)[0] ?? '']
      if (allowed === undefined || allowed.test(path)) return []
      return importsOf(path)
        .filter(({ target }) => world.test(target))
        .map(({ target }) => `${path}: ${target}`)
    })
    expect(wrong).toEqual([])
  })

  it('at the start of the command are light', () => {
    const reached = new Set<string>()
    const packages = new Set<string>()
    const follow = (path: string): void => {
      if (reached.has(path)) return
      reached.add(path)
      for (const { file, target, lazy, typeOnly } of importsOf(path)) {
        if (lazy || typeOnly) continue
        if (file !== undefined) follow(file)
        else if (!target.startsWith('node:')) packages.add(packageOf(target))
      }
    }
    follow('agent/main.ts')
    expect([...packages].filter((name) => !['yargs', 'cli-table3', 'picocolors'].includes(name))).toEqual([])
    expect([...reached].reduce((bytes, path) => bytes + read(path).length, 0)).toBeLessThan(150_000)
  })
})

describe('files', () => {
  it('have names of their own', () => {
    const names = new Map<string, string[]>()
    for (const path of allCode()) {
      const name = basename(path)
      if (name === 'index.ts' || name === 'errors.ts' || name.endsWith('.test.ts')) continue
      if (path.startsWith('agent/commands/')) continue // named after the command
      names.set(name, [...(names.get(name) ?? []), path])
    }
    expect([...names.values()].filter((paths) => paths.length > 1)).toEqual([])
  })

  it('can be read in one sitting', () => {
    const long = [...productFiles(), ...filesIn('test/support')]
      .filter((path) => !tables.some((table) => path === table || (table.endsWith('/') && path.startsWith(table))))
      .map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
      .filter(({ lines }) => lines > mostLines)
    expect(long).toEqual([])
  })

  it('are named after what they hold', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|types|shared|lib|src)(\.ts|\/|$)/
    expect(allCode().filter((path) => vague.test(path))).toEqual([])
    expect(allCode().filter((path) => !/^[a-z0-9-]+(\.test|\.d)?\.ts$/.test(basename(path)))).toEqual([])
  })
})

describe('code', () => {
  it('is typed throughout', () => {
    const wrong = allCode().flatMap((path) => {
      const found: string[] = []
      const visit = (node: ts.Node): void => {
        if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(path)
        ts.forEachChild(node, visit)
      }
      visit(parse(path))
      return found
    })
    expect(wrong).toEqual([])
  })

  it('silences no tool and leaves no test out', () => {
    const silenced = [
      ['@ts', '(ignore|nocheck)'].join('-'),
      ['eslint', 'disable'].join('-'),
      String.raw`\b(it|test|describe|suite)\.(only|skip|todo|fails|(skipIf|runIf)\((?!process\.platform))\b`,
    ].join('|')
    expect(linesWith(allCode(), new RegExp(silenced))).toEqual([])
  })

  it('asks only the clock for the time and for timers', () => {
    const time =
      /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bhrtime\b|\b(setTimeout|setInterval|setImmediate)\(|node:timers/
    expect(
      linesWith(
        productFiles().filter((path) => path !== 'agent/clock.ts'),
        time,
      ),
    ).toEqual([])
  })

  it('names no folder of the machine it was written on', () => {
    const texts = ['agent', 'dashboards', 'engine', 'exporters', 'parsers', '.ci']
      .flatMap(filesIn)
      .concat(filesIn('test').filter((path) => !path.startsWith('test/corpus/')))
      .concat(
        readdirSync(repository, { withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ name }) => name),
      )
    const everywhere =
      'bin boot dev etc lib lib32 lib64 libx32 lost+found media mnt opt proc root home run sbin srv sys tmp usr var'
    const own = readdirSync('/').filter((name) => !everywhere.split(' ').includes(name) && /^[\w-]+$/.test(name))
    const places = [...own.map((name) => `/${name}/`), `${homedir()}/`, '/home/[a-z]+/'].join('|')
    expect(linesWith(texts, new RegExp(String.raw`(^|[\s'"\`(=:])(${places})`))).toEqual([])
  })
})

/** Chains of files that import each other in a circle, types included. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>()
  const found: string[] = []
  const walk = (path: string, chain: readonly string[]): void => {
    const at = chain.indexOf(path)
    if (at >= 0) found.push([...chain.slice(at), path].join(' -> '))
    if (at >= 0 || done.has(path)) return
    for (const next of graph.get(path) ?? []) walk(next, [...chain, path])
    done.add(path)
  }
  for (const path of graph.keys()) walk(path, [])
  return found
}

/** Name of the package group of an import; nothing for our own files and for Node's modules. */
function thirdParty(target: string): string[] {
  if (target.startsWith('.') || target.startsWith('node:')) return []
  const name = packageOf(target)
  return [name.startsWith('@opentelemetry/') ? '@opentelemetry' : name]
}

function linesWith(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    readFileSync(join(repository, path), 'utf8')
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 100)}`] : [])),
  )
}
