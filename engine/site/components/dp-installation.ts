// A worker installs or upgrades a DP. Source: distribution-engine.md 8, steps 2 and 3; corpus/docs dp-installation
// 01-install and 02-upgrade.
import type { Dp } from '../model/hierarchy.ts'
import { about, pace } from '../model/pace.ts'
import type { Trouble } from '../model/package-delivery.ts'
import type { Process, Wait } from '../world/world.ts'
import { lacksIis } from './dp-thread-troubles.ts'
import type { Installation } from './dp-installing.ts'
import { installPxe } from './pxe-installation.ts'

/** @returns what the worker gives up at */
export function* installDp(work: Installation): Generator<Wait, Trouble | undefined, undefined> {
  const { dp, site, voice, random, isUpgrade } = work
  const bin = binOf(dp)
  const command = `${bin}\\vcredist_x64.exe /q /norestart /log "${bin}\\vcredist.log"`
  voice.say('install file opened')
  voice.say('DP settings read', { drive: '', n: 0, n_2: dp.plan.pxe ? 1 : 0, n_3: 0 })
  yield about(pace.dpChecks, random)
  voice.say('ISAPI installed', {
    path: `${String(site.machine.words['install'])}\\bin\\x64\\..\\x64\\smsfileisapi.dll`,
    path2: `\\\\${dp.name}\\ADMIN$\\system32\\inetsrv\\smsfileisapi.dll`,
  })
  voice.say(isUpgrade ? 'DP share there' : 'DP share created', { share: 'SMS_DP$' })
  if (isUpgrade) {
    voice.say('IIS choice read', { n: 2 })
    voice.say('IIS left to you')
  } else voice.say('IIS installed', { osver: '6.3.9600' })
  yield about(pace.dpChecks, random)
  voice.say('MSXML there')
  voice.say('VC runtime installing', { text: command })
  // A PXE installation brings the runtime along.
  if (!dp.plan.pxe) yield* runtime(work, command)
  voice.say('provider installed')
  const trouble = configures(work)
  if (trouble !== undefined) return trouble
  voice.say('PXE configured')
  if (dp.plan.pxe) yield* installPxe(work, bin)
  if (dp.plan.kind === 'pull') voice.say('is a pull DP')
  if (isUpgrade) voice.say('pull part uninstalled')
  voice.say(2399)
  return undefined
}

/** IIS, then the registry of the DP; the stored PXE password is read for that (failure-taxonomy.md 2). */
function configures({ dp, voice, faults }: Installation): Trouble | undefined {
  if (faults.hits('iis-components', dp.name)) return lacksIis(voice, dp)
  voice.say('virtual directories made')
  voice.say('DP configured')
  if (dp.plan.pxe && faults.hits('pxe-password-key', dp.name)) {
    voice.say('PXE password unreadable')
    return { class: 'pxe-password-key', code: undefined }
  }
  voice.say('DP registry written')
  return undefined
}

function* runtime({ dp, voices, random }: Installation, text: string): Process {
  const provider = voices.begin(dp.machine, 'dp-provider')
  provider.say('process running', { text })
  provider.say('process awaited', { text })
  yield about(pace.dpInstallation / 4, random)
  provider.say('process completed', { text })
  provider.end()
}

/** The second worker of a pull DP: its package is checked for a signature and run by the DP's provider. */
export function* installPullPart({ dp, voice, voices, random }: Installation): Process {
  const msi = `\\\\${dp.name}\\SMS_DP$\\sms\\bin\\pulldp.msi`
  yield about(pace.addContent, random)
  voice.say('DP settings read', { drive: '', n: 0, n_2: dp.plan.pxe ? 1 : 0, n_3: 0 })
  voice.say('pull DP configured')
  voice.say('is a pull DP')
  voice.say('architecture read', { arch: 'x64' })
  voice.say('file signed', { path: msi })
  voice.say('file signed by root', { path: msi })
  voice.say('pull part installing')
  const provider = voices.begin(dp.machine, 'dp-provider')
  const runtimeCommand = `${binOf(dp)}\\vcredist_x64.exe /q /norestart /l ${logsOf(dp)}\\vcredist.log`
  provider.say('process started', { text: runtimeCommand })
  yield about(pace.dpInstallation / 4, random)
  provider.say('process completed', { text: runtimeCommand })
  provider.say('process started', { text: dp.plan.client ? byClientSetup(dp) : byInstaller(dp) })
  yield about(pace.dpInstallation / 2, random)
  provider.end()
  voice.say('pull part installed')
}

const driveOf = ({ plan }: Dp): string => plan.drives[0]?.letter ?? 'C:'
const binOf = (dp: Dp): string => `${driveOf(dp)}\\SMS_DP$\\sms\\bin`
const logsOf = (dp: Dp): string => `${driveOf(dp)}\\SMS_DP$\\sms\\logs`
const byInstaller = (dp: Dp): string =>
  `msiexec.exe /quiet /i ${binOf(dp)}\\pulldp.msi /log ${logsOf(dp)}\\pulldp_install.log`

/** Where the client is there already, its own setup does it (8, step 2). */
const byClientSetup = (dp: Dp): string =>
  `${binOf(dp)}\\ccmsetup.exe /autoupgrade /upgradetolatest /postinstallmsi:"${binOf(dp)}\\pulldp.msi;${logsOf(dp)}\\pulldp_install.log"`
