// The effective settings as a configuration file that says where each value came from.
import { originJson } from './config-check.ts'
import { describeOrigin, type LoadedConfig } from './load-config.ts'
import { writeSetting } from './setting-text.ts'
import { rows, type Setting } from './settings.ts'

/** Column of the comments; a longer line pushes its own further out. */
const commentColumn = 48

/** YAML that `config check` accepts and that gives the same values again. */
export function configYaml({ config, origins, dormant }: LoadedConfig): string {
  const lines: string[] = []
  let open: readonly string[] = []
  for (const row of rows) {
    const names = row.key.split('.')
    const groups = names.slice(0, -1)
    const shared = groups.findIndex((name, depth) => open[depth] !== name)
    for (let depth = shared < 0 ? groups.length : shared; depth < groups.length; depth++) {
      lines.push(`${'  '.repeat(depth)}${groups[depth] ?? ''}:`)
    }
    open = groups
    const text = `${'  '.repeat(groups.length)}${names.at(-1) ?? ''}: ${yamlValue(row, config[row.key])}`
    const remark = dormant.includes(row.key) ? `; this version does not act on it` : ''
    lines.push(`${text.padEnd(commentColumn)} # ${describeOrigin(origins[row.key])}${remark}`)
  }
  return `${lines.join('\n')}\n`
}

function yamlValue(row: Setting, value: unknown): string {
  if (value === undefined) return 'null'
  if (Array.isArray(value)) return `[${value.map((one) => yamlText(writeSetting(row, one))).join(', ')}]`
  return yamlText(writeSetting(row, value))
}

/** In single quotes where YAML would read something else into it: there a backslash is a backslash. */
const yamlText = (text: string): string =>
  /^[A-Za-z0-9/][A-Za-z0-9_./-]*$/.test(text) && !/^(null|~)$/i.test(text) ? text : `'${text.replaceAll("'", "''")}'`

export const configJson = ({ config, origins, dormant }: LoadedConfig): unknown =>
  rows.map((row) => ({
    key: row.key,
    value: jsonValue(row, config[row.key]),
    ...originJson(origins[row.key]),
    actedOn: !dormant.includes(row.key) && row.dormant !== true,
  }))

/** As an operator would write it, except what JSON has a type for. */
function jsonValue(row: Setting, value: unknown): unknown {
  if (value === undefined) return null
  if (Array.isArray(value)) return value.map((one) => jsonValue(row, one))
  return row.kind === 'count' || row.kind === 'truth' ? value : writeSetting(row, value)
}
