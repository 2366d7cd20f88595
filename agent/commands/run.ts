/** Exit codes of `run`: 0 stopped by a signal, 1 the configuration is invalid, 2 it could not start or go on. */
import type { CommandModule } from 'yargs'
import { asked, withSettings } from './config-flags.ts'

export const run: CommandModule<object, Record<string, unknown>> = {
  command: 'run',
  describe: 'Follow the logs of this machine: the service, in the foreground',
  builder: (args) =>
    withSettings(args)
      .option('config.check', { type: 'boolean', describe: 'Only check the configuration, as `config check` does' })
      .example('$0 run --config.file /etc/cmdp-agent.yaml', 'what the service runs')
      .example('$0 run', 'on a site server or distribution point: logs are found through the registry')
      .epilogue('Exit codes: 0 stopped by a signal, 1 invalid configuration, 2 could not start.'),
  async handler(parsed) {
    if (parsed['config.check'] === true) {
      const { checkAndPrint } = await import('./config.ts')
      return checkAndPrint(asked(parsed), parsed['json'] === true)
    }
    const { serve } = await import('../service/serve.ts')
    return serve(asked(parsed))
  },
}
