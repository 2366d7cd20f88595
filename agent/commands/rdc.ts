// `cmdp rdc`: remote differential compression after [MS-RDC], on files.
import type { CommandModule } from 'yargs'
import { rdcDelta } from './rdc-delta.ts'
import { rdcPatch } from './rdc-patch.ts'
import { rdcSignature } from './rdc-signature.ts'

export const rdc: CommandModule = {
  command: 'rdc',
  describe: 'Remote differential compression: signature of a file, what changed between two, the new one rebuilt',
  builder: (args) =>
    args
      .command(rdcSignature)
      .command(rdcDelta)
      .command(rdcPatch)
      .demandCommand(1, 'Which verb of rdc?')
      .example('$0 rdc delta setup-1.exe setup-2.exe --out setup.delta', 'what of version 2 is not in version 1')
      .epilogue('Exit codes: 0 fine, 1 a delta is damaged or does not fit the seed, 2 could not look.'),
  handler: () => undefined,
}
