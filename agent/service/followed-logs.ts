// The logs this agent follows, and what is known of the machine that writes each.
import { basename, win32 } from 'node:path'
import type { Source } from '../flow.ts'
import type { Config } from '../config/settings.ts'

export type FollowedLog = {
  /** Label of the metrics. */
  readonly name: 'distmgr' | 'pkgxfermgr' | 'smsdpprov'
  readonly path: string
  readonly source: Source
}

/**
 * @param ownName  this machine's full name. It wrote the site server's logs, and smsdpprov.log too unless the
 *                 configuration names the distribution point (log-formats.md 10)
 */
export function followedLogs(config: Config, ownName: string): readonly FollowedLog[] {
  const point = config.distributionPoint?.toUpperCase()
  const here = ownName.toUpperCase()
  const log = (name: FollowedLog['name'], path: string | undefined, host: string, dp?: string): FollowedLog[] =>
    path === undefined ? [] : [{ name, path, source: { host, log: name, file: fileName(path), dp } }]
  return [
    ...log('distmgr', config['logs.distmgr'], here),
    ...log('pkgxfermgr', config['logs.pkgXferMgr'], here),
    ...log('smsdpprov', config['logs.smsdpprov'], point ?? here, point ?? here),
  ]
}

const fileName = (path: string): string => (path.includes('\\') ? win32.basename(path) : basename(path))
