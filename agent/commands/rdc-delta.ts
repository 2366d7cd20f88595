/** Exit codes of `rdc delta`: 0 written, 2 could not look. */
import type { CommandModule } from 'yargs'

type Options = { readonly seed: string; readonly target: string; readonly out: string }

export const rdcDelta: CommandModule<object, Options> = {
  command: 'delta <seed> <target>',
  describe: 'Write what of TARGET, the new version, is not in SEED, the old one',
  builder: (args) =>
    args
      .positional('seed', { type: 'string', demandOption: true, describe: 'The old version, which the receiver has' })
      .positional('target', { type: 'string', demandOption: true, describe: 'The new version' })
      .option('out', { type: 'string', requiresArg: true, demandOption: true, describe: 'Where the delta goes' })
      .example('$0 rdc delta setup-1.exe setup-2.exe --out setup.delta', 'apply it with cmdp rdc patch')
      .epilogue('Exit codes: 0 written, 2 could not look.'),
  async handler(parsed) {
    const { runDelta } = await import('../rdc/delta-run.ts')
    const { seed, target, out } = parsed
    const json = (parsed as { json?: boolean }).json === true
    await runDelta({ seed: String(seed), target: String(target), out: String(out), json })
  },
}
