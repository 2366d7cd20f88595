// The same catalogue as a program for mtail (github.com/google/mtail): one pattern per row, with its holes as groups, and
// a counter per row. As somebody who knows mtail would write it: the component decides which rows are tried, and a line
// is done with the first row that fits.
import { placeholders, type Placeholder, type PlaceholderName } from '../../parsers/signatures/placeholders.ts'
import { signaturesOf } from '../../parsers/signatures/message-catalogue.ts'
import { parseTemplate, type Part } from '../../parsers/signatures/template.ts'

const logs = [
  ['distmgr', 'SMS_DISTRIBUTION_MANAGER'],
  ['pkgxfermgr', 'SMS_PACKAGE_TRANSFER_MANAGER'],
] as const

export function mtailProgram(): string {
  const blocks = logs.map(([log, component]) => {
    const rows = signaturesOf(log).map(
      ({ id, template }) =>
        `  /^[~ ]*${expressionOf(template)}[~ ]* *\\$\\$</ {\n    matched["${id}"]++\n    stop\n  }\n`,
    )
    return `/\\$\\$<${component}>/ {\n${rows.join('')}}\n`
  })
  return `counter matched by signature\n${blocks.join('')}`
}

/** Regular expressions that match the rows of both logs, for tools that only search. */
export const rowExpressions = (): ReadonlyMap<string, string> =>
  new Map(
    logs.flatMap(([log]) => signaturesOf(log).map(({ id, template }) => [id, expressionOf(template, false)] as const)),
  )

function expressionOf(template: string, named = true): string {
  const groups = new Map<string, number>()
  const source = (part: Part): string => {
    if (part.kind === 'literal') return escaped(part.text)
    if (part.kind === 'blanks') return '[ \\t]*'
    if (part.kind === 'optional') return `(?:${part.parts.map(source).join('')})?`
    const count = (groups.get(part.name) ?? 0) + 1
    groups.set(part.name, count)
    return `(${named ? `?P<${part.name}_${count}>` : '?:'}${valueOf(part.name)})`
  }
  const expression = parseTemplate(template).map(source).join('')
  return named ? expression.replaceAll('/', '\\/') : expression
}

function valueOf(name: PlaceholderName): string {
  const { chars, min = 0, max, like, instead = [] }: Placeholder = placeholders[name]
  const quantifier = max === undefined ? (min === 0 ? '*' : '+') : `{${min},${max}}`
  const set = chars.replace(/\t/g, '\\t').replace(/\r/g, '\\r').replace(/\n/g, '\\n')
  return [...instead.map(escaped), like ?? `${chars === 'any' ? '.' : `[${set}]`}${quantifier}`].join('|')
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
