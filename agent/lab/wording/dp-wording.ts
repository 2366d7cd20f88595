// How the DP provider and the pull component put their deeds (log-signatures.md, smsdpprov.log and PullDP.log).
import type { ProviderDeed, PullDeed } from '../../../engine/site/world/deeds.ts'
import type { PxeDeed } from '../../../engine/site/world/pxe-deeds.ts'
import type { Wording } from './sentence.ts'

export const providerWording: Readonly<Record<ProviderDeed, Wording>> = {
  'content added': ['DP-001'],
  'pull component notified': ['DP-002'],
  'library call failed': ['DP-006'],
  'file refused': ['DP-007'],
  'usage task registered': ['DP-005'],
  'process running': ['DP-020'],
  'process awaited': ['DP-021'],
  'process completed': ['DP-022'],
  'process failed': ['DP-023'],
  'process started': ['DP-030'],
  'internal call failed': ['DP-031'],
}

export const pxeWording: Readonly<Record<PxeDeed, Wording>> = {
  'PXE installing': ['DP-010'],
  'PXE installed': ['DP-011'],
  'PXE mutex deleted': ['DP-013'],
  'PXE mutex created': ['DP-014'],
  'Wimgapi sought': ['DP-040'],
  'library found': ['DP-041'],
  'Wimgapi there': ['DP-042'],
  'smsdp path told': ['DP-043'],
  'WDS not opened': ['DP-044'],
  'WDS told': ['DP-045'],
  'WDS installing': ['DP-046'],
  'WDS installed': ['DP-047'],
  'Windows told': ['DP-048'],
  'TFTP key set': ['DP-049'],
  'TFTP filters set': ['DP-050'],
  'setup flag told': ['DP-051'],
  'REMINST not set': ['DP-052'],
  'REMINST not found': ['DP-053'],
  'REMINST needed': ['DP-054'],
  'drives compared': ['DP-055'],
  'drive found best': ['DP-056'],
  'REMINST creating': ['DP-057'],
  'REMINST created': ['DP-058'],
  'PXE folders removed': ['DP-059'],
  'WDS provider registering': ['DP-060'],
  'PXE provider registering': ['DP-061'],
  'wdspxe loading': ['DP-063'],
  'wdspxe loaded': ['DP-064'],
  'PXE provider registered': ['DP-065'],
  'RIS disabled': ['DP-066'],
  'privilege found': ['DP-067'],
  'privilege missing': ['DP-068'],
  'service changed': ['DP-069'],
  'WDS service told': ['DP-070'],
  'WDS not restarted': ['DP-071'],
  'related products sought': ['DP-033'],
}

export const pullWording: Readonly<Record<PullDeed, Wording>> = {
  'pull job loaded': ['PD-001'],
  'content info verified': ['PD-006', { path: 'C:\\SMS_DP$\\{packageId}.tz', hash: '{packageHash}' }],
  'download begun': ['PD-010'],
  'content job state': ['PD-011'],
  'files compared': ['PD-012'],
  'all files again': ['PD-013'],
  'download created': ['PD-014'],
  'download done': ['PD-020'],
  'download failed': ['PD-021'],
  'content job done': ['PD-030'],
  'content jobs done': ['PD-031'],
  // A state is printed in hexadecimal with eight digits, and in brackets as it is.
  'state reported': ['PD-032', {}, { resultCodeHex: '0x00000001' }],
}
