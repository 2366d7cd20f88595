// `cmdp library`: what a content library holds, what is wrong with it, what could be freed; and, only with --apply,
// commands that change it.
import type { CommandModule } from 'yargs'
import { add } from './library-add.ts'
import { diff } from './library-diff.ts'
import { drives } from './library-drives.ts'
import { exportSource } from './library-export.ts'
import { find } from './library-find.ts'
import { merge } from './library-merge.ts'
import { orphans } from './library-orphans.ts'
import { pack } from './library-pack.ts'
import { redistribute } from './library-redistribute.ts'
import { remove } from './library-remove.ts'
import { repair } from './library-repair.ts'
import { scan } from './library-scan.ts'
import { status } from './library-status.ts'
import { sweep } from './library-sweep.ts'
import { trace } from './library-trace.ts'
import { transfer } from './library-transfer.ts'
import { tree } from './library-tree.ts'
import { unpack } from './library-unpack.ts'
import { update } from './library-update.ts'
import { verify } from './library-verify.ts'

export const library: CommandModule = {
  command: 'library',
  describe: 'Read, judge and, with --apply, change a content library',
  builder: (args) =>
    args
      .command(scan)
      .command(status)
      .command(tree)
      .command(find)
      .command(trace)
      .command(verify)
      .command(orphans)
      .command(drives)
      .command(diff)
      .command(exportSource)
      .command(add)
      .command(update)
      .command(redistribute)
      .command(remove)
      .command(transfer)
      .command(merge)
      .command(repair)
      .command(sweep)
      .command(pack)
      .command(unpack)
      .demandCommand(1, 'Which verb of library?')
      .example('$0 library scan --library D:\\SCCMContentLib', 'everything that is wrong, each cause once')
      .epilogue('Exit codes: 0 fine, 1 something fatal or risky was found, or nothing matches, 2 could not look.'),
  handler: () => undefined,
}
