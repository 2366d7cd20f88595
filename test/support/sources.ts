// The repository's own files, for the tests that watch over its structure.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

export const codeFolders = ['agent', 'dashboards', 'engine', 'exporters', 'parsers', 'test'] as const

const skipped = new Set(['node_modules', 'dist', 'coverage', '.git', '.cmdp'])

/** Files below a folder that a person wrote, with `/`, relative to the repository; sorted. */
export function filesIn(folder: string): string[] {
  const found: string[] = []
  if (!existsSync(join(repository, folder))) return found // git keeps no empty folder
  for (const entry of readdirSync(join(repository, folder), { withFileTypes: true })) {
    const path = posix.join(folder, entry.name)
    if (skipped.has(entry.name)) continue
    if (entry.isDirectory()) found.push(...filesIn(path))
    else found.push(path)
  }
  return found.sort()
}

export const read = (path: string): string => readFileSync(join(repository, path), 'utf8')

/** Code that we compile and ship: everything in TypeScript but the tests. */
export const productFiles = (): string[] =>
  codeFolders
    .filter((folder) => folder !== 'test')
    .flatMap((folder) => filesIn(folder).filter((path) => path.endsWith('.ts')))

export const allCode = (): string[] =>
  codeFolders.flatMap((folder) => filesIn(folder).filter((path) => path.endsWith('.ts')))

export type Import = {
  /** As written. */
  readonly target: string
  /** The file it means, relative to the repository; undefined for a package. */
  readonly file: string | undefined
  /** `import()` at run time, when it is needed. */
  readonly lazy: boolean
  /** Gone when the code runs. */
  readonly typeOnly: boolean
}

/** Every import of a file, types and re-exports included. */
export function importsOf(path: string): Import[] {
  const found: Import[] = []
  const add = (node: ts.Node | undefined, lazy: boolean, typeOnly: boolean): void => {
    if (node === undefined || !ts.isStringLiteral(node)) return
    const target = node.text
    const file = target.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), target)) : undefined
    found.push({ target, file, lazy, typeOnly })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, false, isTypeOnly(node))
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, false, node.isTypeOnly)
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, false, true)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], true, false)
    ts.forEachChild(node, visit)
  }
  visit(parse(path))
  return found
}

/** `import type {…}` and `import { type … }` with nothing else. */
function isTypeOnly({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined) return false
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const names = importClause.namedBindings
  return (
    importClause.name === undefined &&
    names !== undefined &&
    ts.isNamedImports(names) &&
    names.elements.every((one) => one.isTypeOnly)
  )
}

export function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2023, true)
}

/** Names that a file exports one by one; `*` for `export *`. Sorted. */
export function exportsOf(path: string): string[] {
  const names: string[] = []
  for (const statement of parse(path).statements) {
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause
      if (clause === undefined || !ts.isNamedExports(clause)) names.push('*')
      else names.push(...clause.elements.map(({ name }) => name.text))
    } else if (ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(isExport) === true) {
      names.push(...declaredNames(statement))
    }
  }
  return names.sort()
}

const isExport = ({ kind }: ts.Modifier): boolean => kind === ts.SyntaxKind.ExportKeyword

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText())
  return 'name' in statement ? [(statement as ts.DeclarationStatement).name?.getText() ?? 'default'] : ['default']
}

/** Name of a package without a path inside it: `@scope/name`, `name`, `node:fs`. */
export const packageOf = (target: string): string =>
  target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : (target.split('/', 1)[0] ?? target)

/** A path as the other files here write it. */
export const inRepository = (path: string): string => relative(repository, path).split(sep).join('/')
