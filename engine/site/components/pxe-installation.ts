// The DP provider installs PXE: Windows Deployment Services, its share on the drive with most room, the provider DLL.
// Source: corpus/docs dp-installation 01-install smsdpprov; distribution-engine.md 9 (drive for PXE).
import { about, pace } from '../model/pace.ts'
import type { Dp } from '../model/hierarchy.ts'
import type { Voice } from '../world/voice.ts'
import type { Process } from '../world/world.ts'
import type { Installation } from './dp-installing.ts'

const windows = 'Server. (NTVersion=0X603, ServicePack=0)'
const dllFolder = 'C:\\Windows\\system32'
const havePrivileges = ['otifyPrivilege', 'SeRestorePrivilege', 'SeBackupPrivilege', 'SeSecurityPrivilege']
const missingPrivilege = 'SeTakeOwnershipPrivilege'

export function* installPxe({ dp, voices, random }: Installation, bin: string): Process {
  const provider = voices.begin(dp.machine, 'dp-provider')
  const runs = function* (text: string): Process {
    provider.say('process running', { text })
    provider.say('process awaited', { text })
    yield about(pace.dpInstallation / 6, random)
    provider.say('process completed', { text })
  }
  provider.say('PXE installing')
  yield* runs(`${bin}\\vcredist_x64.exe /q /norestart /log "${bin}\\vcredist.log"`)
  provider.say('PXE mutex created')
  findsLibraries(provider, bin)
  yield* installsWds(provider, runs)
  yield* preparesShare(provider, dp)
  registers(provider, bin)
  yield* startsWds(provider, dp, runs)
  provider.say('Windows told', { text: windows })
  provider.say('internal call failed', { func: 'ProcessBootImages', resultCode: '0x80070003' })
  provider.say('PXE mutex deleted')
  provider.say('PXE installed')
  provider.end()
}

type Runs = (text: string) => Process

function findsLibraries(provider: Voice, bin: string): void {
  provider.say('Wimgapi sought')
  provider.say('related products sought')
  provider.say('internal call failed', { func: 'FindProduct', resultCode: '0x80070103' })
  provider.say('library found', { path: `${dllFolder}\\wimgapi` })
  provider.say('Wimgapi there')
  provider.say('smsdp path told', { text: `${bin}\\smsdp.dll'` })
}

function* installsWds(provider: Voice, runs: Runs): Process {
  provider.say('WDS not opened')
  provider.say('WDS told', { text: 'NOT INSTALLED' })
  provider.say('WDS installing')
  // The old tool is not there on a newer Windows; then PowerShell does it.
  const oldTool = 'ServerManagerCmd.exe -i WDS -a'
  provider.say('process running', { text: oldTool })
  provider.say('process failed', { resultCode: '0x80070002', text: oldTool })
  yield* runs('PowerShell.exe -Command Import-Module ServerManager; Get-WindowsFeature WDS; Add-WindowsFeature WDS')
  provider.say('WDS installed')
  provider.say('Windows told', { text: windows })
  provider.say('WDS told', { text: 'INSTALLED' })
}

function* preparesShare(provider: Voice, dp: Dp): Process {
  provider.say('TFTP key set', { text: 'System\\CurrentControlSet\\Services\\WDSSERVER\\Providers\\WDSTFTP' })
  provider.say('TFTP filters set')
  provider.say('setup flag told', { n: 0 })
  provider.say('REMINST not set')
  provider.say('WDS told', { text: 'NOT Configured' })
  provider.say('REMINST not found', { resultCode: '0x80070906' })
  provider.say('internal call failed', { func: 'GetFileSharePath', resultCode: '0x80070906' })
  provider.say('REMINST needed')
  provider.say('drives compared')
  const drive = [...dp.plan.drives].sort((one, other) => other.bytes - one.bytes)[0]?.letter ?? 'C:'
  yield pace.deed
  provider.say('drive found best', { text: drive })
  provider.say('REMINST creating', { path: `${drive}\\RemoteInstall` })
  provider.say('REMINST created')
  provider.say('PXE folders removed')
}

function registers(provider: Voice, bin: string): void {
  provider.say('WDS provider registering', { text: `SourceDir: ${bin}` })
  provider.say('WDS provider registering', { text: `ProviderPath: ${bin}\\smspxe.dll` })
  provider.say('PXE provider registering', { text: 'PxeLoadWdsPxe' })
  provider.say('wdspxe loading', { path: `${dllFolder}\\wdspxe.dll` })
  provider.say('wdspxe loaded')
  provider.say('PXE provider registered', { resultCode: '0x00000000' })
}

function* startsWds(provider: Voice, dp: Dp, runs: Runs): Process {
  provider.say('RIS disabled')
  for (const text of havePrivileges) provider.say('privilege found', { text })
  provider.say('privilege missing', { text: missingPrivilege })
  provider.say('service changed', { text: `2 succeeded for WDSServer. Added privilege ${missingPrivilege}` })
  provider.say('service changed', { text: ' succeeded for WDSServer. StartType: 0x2' })
  provider.say('WDS service told', { text: 'status is 1' })
  provider.say('WDS service told', { text: 'is NOT STARTED' })
  provider.say('WDS not restarted')
  const drive = [...dp.plan.drives].sort((one, other) => other.bytes - one.bytes)[0]?.letter ?? 'C:'
  yield* runs(`WDSUTIL.exe /Initialize-Server /REMINST:"${drive}\\RemoteInstall"`)
}
