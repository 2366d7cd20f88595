// The neighbouring logs of a site server, as far as they carry facts about a package on its way: smsdbmon.log (a
// notification file was dropped), schedule.log, sender.log and despool.log (content travels between sites).
// Sources: log-signatures.md (rows, "marks"), distribution-engine.md 3 and 6.3.
import { worksOnPackage } from './dp-threads.ts'
import type { Line, Rule, Rules } from './rule.ts'

const travelling: Rule = { role: 'intersite', names: ['packageId'], does: worksOnPackage, package: 'sendingToSite' }
const sender: Rule = { role: 'intersite', names: ['packageFile'], does: worksOnPackage, package: 'sendingToSite' }
const despooling: Rule = { role: 'intersite', package: 'arriving' }

/** Only a file in DistMgr's own inbox starts package processing. */
const dropped = ({ fields, named }: Line) =>
  named.packageId !== undefined && /[\\/]distmgr\.box[\\/][^\\/]*\.PKN/i.test(String(fields['path'] ?? ''))
    ? ('notified' as const)
    : undefined

export const neighbourRules: Rules = {
  'DB-002': { names: ['packageFile'], package: dropped },

  'SC-002': travelling,
  'SC-003': travelling,
  'SC-005': {
    role: 'intersite',
    names: ['packageId', 'packageVersion'],
    does: worksOnPackage,
    package: 'sendingToSite',
  },
  'SC-008': { role: 'intersite', package: 'seen' },
  'SC-009': { role: 'intersite', package: 'sentToSite' },

  'SN-004': sender,
  'SN-005': { role: 'intersite', package: 'seen' },
  'SN-015': {
    role: 'intersite',
    names: ['packageId', 'packageVersion'],
    does: worksOnPackage,
    package: 'sentToSite',
  },

  'DS-004': {
    role: 'intersite',
    names: ['packageId', 'packageVersion'],
    does: worksOnPackage,
    package: 'arriving',
    stage: 'intersite',
  },
  'DS-006': {
    role: 'intersite',
    names: ['packageId', 'packageVersion'],
    does: worksOnPackage,
    package: 'waiting',
    stage: 'intersite',
  },
  'DS-007': {
    role: 'intersite',
    // 12 only says "retry later" (failure-taxonomy.md 3).
    package: ({ fields }) => (String(fields['n']) === '12' ? 'seen' : 'failureSeen'),
    stage: 'intersite',
  },
  'DS-009': despooling,
  'DS-011': despooling,
  'DS-012': { ...despooling, names: ['packageId'], does: worksOnPackage },
  'DS-013': { ...despooling, names: ['packageId'], does: worksOnPackage },
  'DS-014': {
    role: 'intersite',
    names: ['packageId', 'packageVersion'],
    does: worksOnPackage,
    package: 'arrived',
  },
  'DS-015': { role: 'intersite', package: 'seen' },
}
