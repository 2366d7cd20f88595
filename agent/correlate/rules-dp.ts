// smsdpprov.log, PullDP.log and DataTransferService.log, all written on the distribution point itself. Sources: log-signatures.md (rows, "marks"),
// distribution-engine.md 6.2 and 6.4. Most "failed" lines of smsdpprov.log are harmless probes of the PXE setup
// (log-formats.md 4): only failures of the library's own classes count.
import { pullActionStates } from '../../engine/distribution/package-status.ts'
import { codeOf } from './line-values.ts'
import { addsContent, worksOnContent, worksOnPackage, worksOnSomeFile, worksOnTransfer } from './dp-threads.ts'
import type { Line, Rule, Rules } from './rule.ts'

const libraryFails: Rule = {
  role: 'provider',
  does: worksOnSomeFile,
  says: 'failureSeen',
  facts: ({ fields }) => ({ ...codeOf(fields), stage: 'add-to-library' }),
}

const pulls = () => ({ pull: true as const, stage: 'transfer' as const })
const pulling: Rule = { role: 'provider', names: ['pkgver', 'contentId'], does: worksOnContent, facts: pulls }

export const dpRules: Rules = {
  'DP-001': { role: 'provider', names: ['packageId', 'contentId'], does: addsContent, says: 'contentAdded' },
  'DP-003': { role: 'provider', names: ['packageId'], does: worksOnPackage, says: 'seen' },
  'DP-004': { role: 'provider', names: ['packageId'], does: worksOnPackage, says: 'seen' },
  'DP-006': libraryFails,
  'DP-007': libraryFails,

  'PD-001': { ...pulling, names: ['pkgver'], does: worksOnPackage, says: 'notified' },
  'PD-006': { ...pulling, names: ['packageFile'], does: worksOnPackage, says: 'seen' },
  'PD-010': { ...pulling, names: ['pkgver'], does: worksOnPackage, says: 'notified' },
  'PD-011': { ...pulling, says: 'notified' },
  'PD-012': { ...pulling, names: ['contentId'], says: 'notified' },
  'PD-013': {
    ...pulling,
    names: ['contentId'],
    says: 'notified',
    facts: () => ({ ...pulls(), action: 'redistribute' }),
  },
  'PD-014': { ...pulling, says: 'notified' },
  'PD-020': { ...pulling, names: ['pkgver'], does: worksOnPackage, says: 'seen' },
  'PD-021': {
    ...pulling,
    names: ['pkgver'],
    does: worksOnPackage,
    says: 'failureSeen',
    facts: ({ fields }) => ({ ...pulls(), ...codeOf(fields) }),
  },
  'DT-001': {
    role: 'provider',
    does: worksOnTransfer,
    says: 'failureSeen',
    facts: ({ fields }) => ({ ...pulls(), ...codeOf(fields) }),
  },
  'PD-030': { ...pulling, says: 'contentAdded' },
  'PD-031': { ...pulling, names: ['pkgver'], does: worksOnPackage, says: 'pulled' },
  'PD-032': { ...pulling, names: ['pkgver'], does: worksOnPackage, says: reported },
}

/** The state message the pull DP sends: the site hears of it only when it has arrived there. */
function reported({ fields }: Line) {
  const happening = pullActionStates[Number(fields['n'])]?.happening
  return happening === 'installed' ? 'pulled' : happening
}
