// A strict reader of both exposition formats, written from their specifications and not from our writer, so that a test
// can ask what a scrape says. Throws on anything a scraper would stumble over.

export type ReadSample = {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
  readonly exemplar: Readonly<Record<string, string>> | undefined
}

export type ReadFamily = {
  readonly type: string
  readonly help: string
  readonly unit: string | undefined
  readonly samples: ReadSample[]
}

const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_sum', '_count', '_created'],
  info: ['_info'],
  gauge: [''],
}

/** Families by their name in HELP and TYPE. */
export function readExposition(text: string, format: 'text' | 'openmetrics'): Map<string, ReadFamily> {
  const lines = text.split('\n')
  if (lines.pop() !== '') throw new Error('the last line does not end')
  if (format === 'openmetrics' && lines.pop() !== '# EOF') throw new Error('no EOF')
  const families = new Map<string, ReadFamily>()
  let current = ''
  for (const line of lines) {
    const head = /^# (HELP|TYPE|UNIT) (\S+) (.*)$/.exec(line)
    if (head !== null) {
      const [, word = '', name = '', rest = ''] = head
      const known = families.get(name) ?? { type: '', help: '', unit: undefined, samples: [] }
      if (known.samples.length > 0) throw new Error(`${name} is told twice`)
      families.set(name, { ...known, [word.toLowerCase()]: word === 'HELP' ? unescape(rest) : rest })
      current = name
      continue
    }
    const sample = readSample(line)
    const family = families.get(current)
    if (family === undefined || !belongs(sample.name, current, family.type, format))
      throw new Error(`strange sample ${line}`)
    family.samples.push(sample)
  }
  refuseDuplicates(families)
  return families
}

function belongs(sample: string, family: string, type: string, format: 'text' | 'openmetrics'): boolean {
  if (format === 'text' && type !== 'histogram') return sample === family
  return (suffixes[type] ?? []).some((suffix) => sample === family + suffix)
}

function refuseDuplicates(families: Map<string, ReadFamily>): void {
  const seen = new Set<string>()
  for (const { samples } of families.values()) {
    for (const { name, labels } of samples) {
      const key = JSON.stringify([name, Object.entries(labels).sort()])
      if (seen.has(key)) throw new Error(`${key} stands twice`)
      seen.add(key)
    }
  }
}

export function readSample(line: string): ReadSample {
  const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0]
  if (name === undefined) throw new Error(`no sample: ${line}`)
  const [labels, rest] = readLabels(line.slice(name.length))
  const [, value = '', tail = ''] = /^ (\S+)(.*)$/s.exec(rest) ?? []
  const [exemplar] = tail === '' ? [undefined] : readLabels(tail.replace(/^ # /, ''))
  return { name, labels, value: readNumber(value), exemplar }
}

function readLabels(text: string): [Record<string, string>, string] {
  if (!text.startsWith('{')) return [{}, text]
  const labels: Record<string, string> = {}
  let at = 1
  while (text[at] !== '}') {
    const [whole, name = ''] = /^([a-zA-Z_][a-zA-Z0-9_]*)="/.exec(text.slice(at)) ?? []
    if (whole === undefined) throw new Error(`no label at ${at}: ${text}`)
    at += whole.length
    let value = ''
    while (text[at] !== '"') {
      if (at >= text.length) throw new Error(`label never ends: ${text}`)
      const escape = text[at] === '\\'
      value += escape ? unescape(text.slice(at, at + 2)) : (text[at] ?? '')
      at += escape ? 2 : 1
    }
    if (name in labels) throw new Error(`label ${name} twice`)
    labels[name] = value
    at += 1
    if (text[at] === ',') at += 1
  }
  return [labels, text.slice(at + 1)]
}

function unescape(text: string): string {
  return text.replace(/\\(.)/gs, (whole, letter: string) => {
    const meant = { n: '\n', '"': '"', '\\': '\\' }[letter]
    if (meant === undefined) throw new Error(`strange escape ${whole}`)
    return meant
  })
}

function readNumber(text: string): number {
  const special = { '+Inf': Infinity, '-Inf': -Infinity, NaN: NaN }[text]
  const value = special ?? Number(text)
  if (special === undefined && (text === '' || Number.isNaN(value))) throw new Error(`no number: ${text}`)
  return value
}

/** Value of the sample with exactly these labels; undefined when there is none. */
export function valueOf(
  families: ReadonlyMap<string, ReadFamily>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const wanted = JSON.stringify(Object.entries(labels).sort())
  for (const { samples } of families.values()) {
    const found = samples.find(
      (one) => one.name === name && JSON.stringify(Object.entries(one.labels).sort()) === wanted,
    )
    if (found !== undefined) return found.value
  }
  return undefined
}
