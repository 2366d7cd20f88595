import { full, naive, parseOnly, type Ingest } from './ingest-modes.ts'

const modes: Readonly<Record<string, Ingest>> = { full, parse: parseOnly, naive }
const [mode = '', path = ''] = process.argv.slice(2)
console.log(JSON.stringify(Object.fromEntries((await modes[mode]?.(path)) ?? [])))
