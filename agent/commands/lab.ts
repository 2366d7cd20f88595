/** Exit codes of `lab`: 0 it ran, 1 the scenario has mistakes, 2 it could not be read, written, or bad usage. */
import type { CommandModule } from 'yargs'
import { AgentError } from '../errors.ts'
import { printableLine } from '../terminal/printable.ts'

type Options = {
  readonly SCENARIO: string
  readonly out: string
  readonly speed: string | undefined
  readonly instant: boolean | undefined
  readonly rollover: string | undefined
  readonly libraries: boolean | undefined
  readonly json?: boolean
}

export const lab: CommandModule<object, Options> = {
  command: 'lab <SCENARIO>',
  describe: 'Run a simulated hierarchy: real logs of every host, and what really happened',
  builder: (args) =>
    args
      .positional('SCENARIO', {
        type: 'string',
        demandOption: true,
        describe: 'Sites, packages, actions and faults (YAML)',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Empty folder for logs and truth.json',
      })
      .option('speed', { type: 'string', requiresArg: true, describe: 'So much faster than real time; default 1' })
      .option('instant', { type: 'boolean', describe: 'As fast as this machine can' })
      .option('rollover', {
        type: 'string',
        requiresArg: true,
        describe: 'Size at which a log rolls over; default 2500KB',
      })
      .option('libraries', {
        type: 'boolean',
        describe: 'Write the libraries of the DPs; by default up to 256 MB in all',
      })
      .conflicts('instant', 'speed')
      .example('$0 lab site.yaml --out lab --instant', 'then: cmdp analyze lab/logs')
      .epilogue('Exit codes: 0 it ran, 1 the scenario has mistakes, 2 it could not be read or written or bad usage.'),
  async handler({ SCENARIO, out, speed, instant, rollover, libraries, json }) {
    const { kinds } = await import('../config/setting-kinds.ts')
    const { labCommand } = await import('../lab/lab-command.ts')
    await labCommand({
      scenario: SCENARIO,
      out,
      speed: instant === true ? Infinity : read('speed', speed ?? '1', readSpeed, 'a number such as 60'),
      rolloverBytes: read('rollover', rollover ?? '2500KB', kinds.size.read, kinds.size.right),
      libraries,
      json: json === true,
    })
  },
}

function readSpeed(text: string): number | undefined {
  const speed = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : 0
  return speed > 0 ? speed : undefined
}

function read(name: string, text: string, reader: (text: string) => number | undefined, right: string): number {
  const value = reader(text)
  if (value !== undefined) return value
  throw new AgentError('badUsage', { problem: `--${name} cannot be ${printableLine(text)}; right would be ${right}` })
}
