/** Exit codes of `demo`: 0 it ran (that its distribution points fail is its content), 2 it could not start. */
import type { CommandModule } from 'yargs'
import { AgentError } from '../errors.ts'
import { printableLine } from '../terminal/printable.ts'
import { asked } from './config-flags.ts'

type Options = {
  readonly for: string | undefined
  readonly port: string | undefined
  readonly seed: string | undefined
  readonly json?: boolean
  readonly color?: boolean
}

export const demo: CommandModule<object, Options> = {
  command: 'demo',
  describe: 'Show the agent following a small site whose distribution points succeed and fail',
  builder: (args) =>
    args
      .option('for', { type: 'string', requiresArg: true, describe: 'End after this time; default: with Ctrl-C' })
      .option('port', { type: 'string', requiresArg: true, describe: 'Port of metrics and page; 0: any; default 9877' })
      .option('seed', { type: 'string', requiresArg: true, describe: 'Another number tells another story' })
      .example('$0 demo', 'until Ctrl-C; metrics on http://127.0.0.1:9877/metrics')
      .example('$0 demo --for 60s --port 0', 'one minute, on any free port')
      .epilogue('Exit codes: 0 it ran, 2 it could not start or bad usage.'),
  async handler(parsed) {
    const { kinds } = await import('../config/setting-kinds.ts')
    const { runDemo } = await import('../demo/run-demo.ts')
    await runDemo({
      lasting: optional('for', parsed.for, kinds.duration.read, kinds.duration.right),
      port: optional('port', parsed.port, wholeNumber(65_535), 'a port from 0 to 65535'),
      seed: optional('seed', parsed.seed, wholeNumber(2 ** 32 - 1), 'a whole number below 4294967296') ?? 7,
      json: parsed.json === true,
      color: parsed.color,
      asked: asked(parsed),
    })
  },
}

function optional<Value>(
  name: string,
  text: string | undefined,
  read: (text: string) => Value | undefined,
  right: string,
): Value | undefined {
  if (text === undefined) return undefined
  const value = read(text)
  if (value !== undefined) return value
  throw new AgentError('badUsage', { problem: `--${name} cannot be ${printableLine(text)}; right would be ${right}` })
}

const wholeNumber =
  (most: number) =>
  (text: string): number | undefined =>
    /^\d{1,10}$/.test(text) && Number(text) <= most ? Number(text) : undefined
