/** Exit codes of `rdc patch`: 0 rebuilt and verified, 1 the delta is damaged or SEED gives no file of the announced SHA-256, 2 could not look. */
import type { CommandModule } from 'yargs'

type Options = { readonly seed: string; readonly delta: string; readonly out: string }

export const rdcPatch: CommandModule<object, Options> = {
  command: 'patch <seed> <delta>',
  describe: 'Build the new version of a file from the old one and a delta, verified by its SHA-256',
  builder: (args) =>
    args
      .positional('seed', {
        type: 'string',
        demandOption: true,
        describe: 'The old version; one that differs only where nothing is taken from it will do',
      })
      .positional('delta', { type: 'string', demandOption: true, describe: 'What cmdp rdc delta wrote' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Where the new version goes; may be SEED itself',
      })
      .example('$0 rdc patch setup-1.exe setup.delta --out setup-2.exe', 'nothing appears unless its SHA-256 is right')
      .epilogue(
        'Exit codes: 0 rebuilt and verified, 1 the delta is damaged or SEED gives no file of the announced SHA-256, 2 could not look.',
      ),
  async handler(parsed) {
    const { runPatch } = await import('../rdc/patch-run.ts')
    const { seed, delta, out } = parsed
    const json = (parsed as { json?: boolean }).json === true
    await runPatch({ seed: String(seed), delta: String(delta), out: String(out), json })
  },
}
