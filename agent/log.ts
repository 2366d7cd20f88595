// The agent's own log, in one of two forms: text for people, JSON for machines. The only user of pino.
import { inspect } from 'node:util'
import pino from 'pino'
import { systemClock, type Clock } from './clock.ts'
import { logFile, type LogSink } from './log-file.ts'
import { printableJson, printableLine } from './terminal/printable.ts'
import { logLevels, type LogLevel } from './config/settings.ts'

/** Facts beside the words: names as in the product, values as they are. */
export type LogFacts = Readonly<Record<string, unknown>>

export interface Log {
  readonly level: LogLevel
  trace(text: string, facts?: LogFacts): void
  debug(text: string, facts?: LogFacts): void
  info(text: string, facts?: LogFacts): void
  warn(text: string, facts?: LogFacts): void
  error(text: string, facts?: LogFacts): void
  /** The same log with facts that every line of one part carries. */
  with(facts: LogFacts): Log
  /** Takes effect at once, also for logs made by `with`. */
  setLevel(level: LogLevel): void
  close(): void
}

export type LogOptions = {
  readonly level: LogLevel
  readonly format: 'text' | 'json'
  /** Standard error when undefined. */
  readonly file: string | undefined
}

/** Throws AgentError when the file cannot be written. */
export function createLog(options: LogOptions, sink: LogSink = sinkFor(options.file), clock: Clock = systemClock): Log {
  const logger = pino(
    {
      level: 'trace', // which lines are wanted is decided below, so that setLevel reaches every part
      base: null,
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      serializers: { error: pino.stdSerializers.errWithCause },
      formatters: { level: (level) => ({ level }) },
      messageKey: 'message',
    },
    { write: (line: string) => sink.write(options.format === 'json' ? printableJson(line) : asText(line)) },
  )
  return overPino(logger, { level: options.level }, sink)
}

function overPino(logger: pino.Logger, wanted: { level: LogLevel }, sink: LogSink): Log {
  const teller = (level: LogLevel) => (text: string, facts?: LogFacts) => {
    if (logLevels.indexOf(level) >= logLevels.indexOf(wanted.level)) logger[level](facts, text)
  }
  return {
    get level() {
      return wanted.level
    },
    trace: teller('trace'),
    debug: teller('debug'),
    info: teller('info'),
    warn: teller('warn'),
    error: teller('error'),
    with: (facts) => overPino(logger.child(facts), wanted, sink),
    setLevel(level) {
      wanted.level = level
    },
    close: () => sink.close(),
  }
}

function sinkFor(file: string | undefined): LogSink {
  if (file !== undefined) return logFile(file)
  return { write: (line) => void process.stderr.write(line), close: () => undefined }
}

/** `2026-11-20T14:09:03.123Z warn  state set aside  path=/var/lib/… reason=damaged` */
function asText(line: string): string {
  const { time, level, message, ...facts } = JSON.parse(line) as Record<string, unknown>
  const told = Object.entries(facts).map(([name, value]) => ` ${name}=${shown(value)}`)
  const detail = told.length > 0 ? ` ${told.join('')}` : ''
  return `${String(time)} ${String(level).padEnd(5)} ${printableLine(String(message))}${detail}\n`
}

/** An error is its message here; JSON has its stack too. */
function shown(given: unknown): string {
  const value =
    typeof given === 'object' && given !== null && 'stack' in given && 'message' in given ? given.message : given
  const text = typeof value === 'string' ? value : inspect(value, { breakLength: Infinity, depth: 4 })
  return printableLine(typeof value === 'string' && /[\s"=]|^$/.test(text) ? JSON.stringify(text) : text)
}
