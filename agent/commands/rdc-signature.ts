/** Exit codes of `rdc signature`: 0 written, 2 could not look. */
import type { CommandModule } from 'yargs'
import { AgentError } from '../errors.ts'

type Options = {
  readonly file: string
  readonly out: string
  readonly window: string
  readonly horizon: string
  readonly levels: string
  readonly similarity: boolean | undefined
}

export const rdcSignature: CommandModule<object, Options> = {
  command: 'signature <file>',
  describe: 'Write the RDC signature of a file: what a .SIG in a content library holds',
  builder: (args) =>
    args
      .positional('file', { type: 'string', demandOption: true, describe: 'The file to sign' })
      .option('out', { type: 'string', requiresArg: true, demandOption: true, describe: 'Where the signature goes' })
      .option('window', {
        type: 'string',
        requiresArg: true,
        default: '48',
        describe: 'Bytes hashed at once, even, 2 to 96',
      })
      .option('horizon', {
        type: 'string',
        requiresArg: true,
        default: '1024',
        describe:
          'Bytes to either side of a cut that must hash to less, 128 to 16384; chunks are twice as long on average',
      })
      .option('levels', {
        type: 'string',
        requiresArg: true,
        default: '1',
        describe:
          '1 to 8: each level signs the signature below it. The topmost goes to OUT, the others to OUT.1, OUT.2 …',
      })
      .option('similarity', { type: 'boolean', describe: 'Print the 16 traits by which similar files are found' })
      .example('$0 rdc signature setup.exe --out setup.exe.SIG', 'with the parameters of the Windows library')
      .epilogue('Exit codes: 0 written, 2 could not look.'),
  async handler(parsed) {
    const { mostLevels, parameterFault } = await import('../../engine/rdc/parameters.ts')
    const { runSignature } = await import('../rdc/sign-run.ts')
    const parameters = { window: numberOf(parsed.window), horizon: numberOf(parsed.horizon) }
    const levels = numberOf(parsed.levels)
    const fault =
      parameterFault(parameters, parsed) ??
      (levels >= 1 && levels <= mostLevels
        ? undefined
        : `levels is a number from 1 to ${mostLevels}, not ${parsed.levels}`)
    if (fault !== undefined) throw new AgentError('badUsage', { problem: `rdc signature: ${fault}` })
    const { file, out, similarity } = parsed
    const json = (parsed as { json?: boolean }).json === true
    await runSignature({
      file: String(file),
      out: String(out),
      parameters,
      levels,
      similarity: similarity === true,
      json,
    })
  },
}

/** NaN for anything but digits. */
const numberOf = (text: string): number => (/^\d{1,9}$/.test(text) ? Number(text) : NaN)
