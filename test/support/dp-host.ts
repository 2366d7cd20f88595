// A distribution point on disk that is its site server too: a library on three drives, changed by the engine's
// operations, and the three logs in their real forms, written line by line as the product does.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { diskWriter } from '../../engine/write/disk-writer.ts'
import { change, type Operation } from './operation-world.ts'

export const ownDp = 'PS1DP1.CONTOSO.COM'
const nal = String.raw`["Display=\\${ownDp}\"]MSWNET:["SMS_SITE=PS1"]\\${ownDp}\ `.trimEnd()

export type DpHost = {
  readonly folder: string
  /** Configuration for the service. */
  readonly config: string
  readonly logs: readonly string[]
  /** Host path of something in the library: `D`, `DataLib/ABC00001.1`. */
  path(drive: string, inLibrary: string): string
  change(operation: Operation): Promise<void>
  /** `smsdpprov.log`: the content was added. */
  added(packageId: string, contentId: string): void
  /** `PkgXferMgr.log`: everything was sent, the status goes to DistMgr. */
  sent(packageId: string, version: number): void
  /** `distmgr.log`: the package server row has this status; 3 installed, 6 removed. */
  status(packageId: string, status: 3 | 6): void
  /** A status message of the product's own validation: 2384 found it good, 2382 found a wrong hash. */
  validated(packageId: string, id: 2382 | 2384): void
}

/** @param more  further lines of the configuration below `library` */
export function dpHost(folder: string, more = ''): DpHost {
  const roots = ['D', 'E', 'F'].map((name) => ({
    drive: `${name}:`,
    library: join(folder, name, 'SCCMContentLib'),
    root: join(folder, name),
  }))
  const path = (drive: string, inLibrary: string): string => join(folder, drive, 'SCCMContentLib', inLibrary)
  for (const part of ['PkgLib', 'DataLib', 'FileLib']) mkdirSync(path('D', part), { recursive: true })
  for (const drive of ['E', 'F']) mkdirSync(path(drive, 'FileLib'), { recursive: true })
  const log = (name: string): string => join(folder, name)
  const logs = ['smsdpprov.log', 'PkgXferMgr.log', 'distmgr.log']
  for (const name of logs) writeFileSync(log(name), '')
  const store = diskWriter(roots)
  const write = (name: string, text: string): void => appendFileSync(log(name), `${text}\r\n`)
  const site = (name: string, component: string, thread: number, message: string): void =>
    write(name, `${message}  $$<${component}><${siteTime(new Date())}><thread=${thread} (0x${thread.toString(16)})>`)
  let thread = 4000
  return {
    folder,
    logs: ['smsdpprov', 'pkgxfermgr', 'distmgr'],
    config: `site: PS1
distributionPoint: ${ownDp}
logs: { smsdpprov: '${log('smsdpprov.log')}', pkgXferMgr: '${log('PkgXferMgr.log')}', distmgr: '${log('distmgr.log')}', poll: 100ms }
library:
  primary: '${path('D', '')}'
  drives: ['${path('E', '')}', '${path('F', '')}']
  wmi: '${join(folder, 'wmi.csv')}'
  ${more}
state: '${join(folder, 'state')}'
`,
    path,
    async change(operation) {
      const { applied, plan } = await change(store, operation)
      if (applied === undefined) throw new Error(JSON.stringify(plan.refusals))
    },
    added: (packageId, contentId) =>
      write(
        'smsdpprov.log',
        `[A6C][${providerTime(new Date())}]:Content '${contentId}' for package '${packageId}' has been added to content library successfully`,
      ),
    sent(packageId, version) {
      thread += 4
      const say = (message: string): void => site('PkgXferMgr.log', 'SMS_PACKAGE_TRANSFER_MANAGER', thread, message)
      say(
        `Sent status to the distribution manager for pkg ${packageId}, version ${version}, status 3 and distribution point ${nal}~`,
      )
    },
    status(packageId, status) {
      const message = `~Successfully updated the package server status for ${nal} for package ${packageId}, Status ${status}`
      site('distmgr.log', 'SMS_DISTRIBUTION_MANAGER', 6116, message)
    },
    validated(packageId, id) {
      const gmt = new Date().toUTCString().replace(',', '').replace(' GMT', '.000')
      const head = `STATMSG: ID=${id} SEV=${id === 2384 ? 'I' : 'E'} LEV=M SOURCE="SMS Server" COMP="SMS_DISTRIBUTION_MANAGER" SYS=${ownDp} SITE=PS1 PID=3476 TID=23860`
      const body = `GMTDATE=${gmt} ISTR0="${packageId}" ISTR1="" NUMATTRS=2 AID0=400 AVAL0="${packageId}" AID1=404 AVAL1="${nal}"`
      site('distmgr.log', 'SMS_DISTRIBUTION_MANAGER', 23860, `${head} ${body}`)
    },
  }
}

const two = (number: number): string => String(number).padStart(2, '0')

/** `06-14-2018 06:26:25.828+000`, in UTC. */
const siteTime = (time: Date): string =>
  `${two(time.getUTCMonth() + 1)}-${two(time.getUTCDate())}-${time.getUTCFullYear()} ${clockOf(time, 'UTC')}.${String(time.getUTCMilliseconds()).padStart(3, '0')}+000`

const clockOf = (time: Date, zone: 'UTC' | 'host'): string =>
  zone === 'UTC'
    ? [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].map(two).join(':')
    : [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')

/** `Wed 09/10/2014 14:19:07`, the host's own time: the provider prints no zone. */
const providerTime = (time: Date): string =>
  `${['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][time.getDay()] ?? ''} ${two(time.getMonth() + 1)}/${two(time.getDate())}/${time.getFullYear()} ${clockOf(time, 'host')}`
