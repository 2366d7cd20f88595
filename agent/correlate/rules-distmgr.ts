// distmgr.log. Sources: log-signatures.md (rows, "marks"), distribution-engine.md 6, failure-taxonomy.md 2.
import { packageStatuses, pullActionStates } from '../../engine/distribution/package-status.ts'
import type { Facts } from '../../engine/distribution/distribution-event.ts'
import type { Stage } from '../../engine/distribution/run.ts'
import { canonicalCode } from '../../parsers/result-code.ts'
import { codeOf } from './line-values.ts'
import {
  announcesPackage,
  closesStatusFile,
  complains,
  countsPackageThreads,
  endsDpThread,
  endsPackageThread,
  finishesRole,
  knowsVersion,
  namesDp,
  opensPullResponse,
  opensStatusFile,
  readsPullResponse,
  restartsComponent,
  startsAnnouncedPackageThread,
  startsDpThread,
  startsOtherThread,
  startsPackageThread,
  startsUpgradeThread,
  worksOnDp,
} from './distmgr-threads.ts'
import type { Line, Rule, Rules } from './rule.ts'

const onPackage: Rule = { role: 'package', names: ['packageId'], package: 'seen' }
const versioned: Rule = { role: 'package', names: ['packageId', 'packageVersion'] }
const onDp: Rule = { role: 'dp', says: 'seen' }
const onRole: Rule = { role: 'dp-role', names: ['nalPath', 'server'], dpRole: 'working' }
const startsOther: Rule = { role: 'main', does: startsOtherThread }

const failedAt =
  (stage: Stage) =>
  (line: Line): Facts => ({ ...codeOf(line.fields), stage })

const ofStatusFile = (): Facts => ({ stage: 'status' })

/** A DP thread fails before there is a transfer job. */
const dpThreadFails: Rule = { role: 'dp', says: 'failureSeen', facts: failedAt('queue') }
/** The boot image of a package that is in the DP's library already cannot be expanded. */
const expansionFails: Rule = { role: 'dp', says: 'failureSeen', facts: failedAt('add-to-library') }
const snapshotFails: Rule = { ...onPackage, package: 'failureSeen', stage: 'snapshot' }
/** IIS work is done by the worker that installs a DP, and by the DP thread of a package (distribution-engine.md 6.2, 8). */
const iisFails: Rule = {
  says: ({ thread }) => (thread.role === 'dp' ? 'failureSeen' : undefined),
  facts: ({ fields }) => ({ ...codeOf(fields, canonicalCode(String(fields['text'] ?? ''))), stage: 'queue' }),
  dpRole: ({ thread }) => (thread.role === 'dp' ? undefined : 'failureSeen'),
}
/** Explains what may fail next on this thread, and fails by itself when nothing does. */
const databaseComplains: Rule = { does: complains }

export const distMgrRules: Rules = {
  'DM-001': { role: 'main', does: restartsComponent },
  'DM-002': startsOther,
  'DM-003': startsOther,
  'DM-004': startsOther,
  'DM-005': startsOther,
  'DM-006': startsOther,
  'DM-007': startsOther,
  'DM-008': startsOther,
  'DM-009': startsOther,

  'DM-020': { role: 'main', names: ['packageId'], does: announcesPackage, package: 'queued' },
  'DM-021': { role: 'main', names: ['packageId'], does: announcesPackage, package: 'queued' },
  'DM-022': { role: 'main', names: ['packageId'], does: announcesPackage, package: 'queued' },
  'DM-023': { role: 'main', does: countsPackageThreads },
  'DM-024': { role: 'main', names: ['packageId'], does: startsPackageThread, package: 'started' },
  'DM-025': { role: 'main', names: ['packageId'], does: startsPackageThread, package: 'started' },
  'DM-026': { role: 'main', does: startsAnnouncedPackageThread },
  'DM-210': { role: 'main', does: startsAnnouncedPackageThread },

  'DM-027': onPackage,
  'DM-030': {
    role: 'package',
    names: ['packageId', 'sourceVersion'],
    package: ({ fields }) =>
      Number(fields['storedVersion']) >= Number(fields['sourceVersion']) ? 'contentHeld' : 'started',
  },
  'DM-031': { ...onPackage, package: 'worked' },
  'DM-032': { ...onPackage, package: 'worked' },
  'DM-033': { role: 'package' },
  'DM-034': onPackage,
  'DM-035': {
    ...versioned,
    package: ({ fields }) => (fields['statusMessageId'] === '2301' ? 'processed' : 'seen'),
  },
  'DM-036': { ...onPackage, package: 'snapshotStarted' },
  'DM-037': { ...versioned, package: 'snapshotTaken' },
  'DM-038': { ...onPackage, package: 'worked' },
  'DM-039': { ...versioned, package: 'worked' },
  'DM-040': { role: 'package', package: 'worked' },
  'DM-041': { role: 'package', package: 'worked' },
  'DM-042': { role: 'package', package: 'signed' },
  'DM-043': { ...versioned, package: 'worked' },
  'DM-044': { ...onPackage, package: 'worked' },
  'DM-045': { role: 'package', package: 'seen' },
  'DM-046': { ...onPackage, package: 'worked' },
  'DM-047': {}, // names a package or a DP, with nothing to tell them apart
  'DM-048': onPackage,
  'DM-049': onPackage,
  'DM-050': onPackage,
  'DM-051': onPackage,
  'DM-052': { role: 'package', names: ['packageId', 'sourceVersion'], does: knowsVersion },
  'DM-053': { ...onPackage, package: 'ended', does: endsPackageThread },
  'DM-054': { ...onPackage, package: 'waiting', stage: 'intersite' },
  'DM-055': { role: 'package', package: 'failureSeen', stage: 'snapshot' },
  'DM-056': snapshotFails,
  'DM-057': { role: 'dp', says: 'installed' },
  'DM-060': { ...onPackage, package: 'sendingToSite' },
  'DM-061': { ...onPackage, package: 'worked' },
  'DM-062': { role: 'package', package: 'seen' },
  'DM-063': { role: 'package', package: 'seen' },
  'DM-066': { ...onPackage, package: 'sentToSite' },
  'DM-067': onPackage,
  'DM-068': onPackage,

  'DM-070': { role: 'package', names: ['packageId', 'nalPath'], does: namesDp, says: 'wanted' },
  'DM-071': { role: 'package', names: ['nalPath'], does: namesDp, says: 'wanted' },
  'DM-072': {
    role: 'package',
    names: ['packageId', 'nalPath'],
    does: namesDp,
    says: 'wanted',
    facts: () => ({ action: 'update' }),
  },
  'DM-073': { role: 'package', names: ['packageId', 'nalPath'], does: startsDpThread, says: 'wanted' },
  'DM-074': onPackage,
  'DM-075': { role: 'dp', names: ['packageId', 'nalPath'], does: worksOnDp, says: 'wanted' },
  'DM-076': { role: 'dp', says: 'wanted' },
  'DM-077': { role: 'dp', names: ['nalPath'], says: 'seen' },
  'DM-078': { role: 'dp', names: ['share'], says: 'seen', facts: () => ({ connected: true }) },
  'DM-079': { ...dpThreadFails, names: ['share'] },
  'DM-080': { ...dpThreadFails, names: ['nalPath'] },
  'DM-081': dpThreadFails,
  'DM-082': onDp,
  'DM-083': { role: 'dp', names: ['share'], says: 'seen' },
  'DM-084': { role: 'dp', names: ['nalPath'], says: 'seen', facts: () => ({ pull: true }) },
  'DM-085': { role: 'dp', names: ['packageId', 'nalPath'], does: worksOnDp, says: 'jobCreated' },
  'DM-086': { role: 'package', names: ['packageId'], does: endsDpThread, says: 'seen' },
  'DM-087': onPackage,
  'DM-088': onDp,
  'DM-089': { role: 'dp', names: ['share'], says: 'seen' },
  'DM-090': { role: 'dp', names: ['share'], says: 'seen' },
  'DM-091': { role: 'dp', names: ['nalPath'], says: 'seen' },
  'DM-092': onDp,
  'DM-093': onDp,

  'DM-100': { role: 'replication', begins: true, does: opensStatusFile },
  'DM-101': { role: 'replication', names: ['nalPath'], says: 'seen', facts: ofStatusFile },
  'DM-102': { role: 'replication', names: ['packageId'], says: 'seen', facts: ofStatusFile },
  'DM-103': {
    role: 'replication',
    names: ['nalPath', 'packageId'],
    says: ({ fields }) => packageStatuses[Number(fields['packageStatus'])]?.happening ?? 'seen',
    facts: ({ fields }) => {
      const packageStatus = Number(fields['packageStatus'])
      const action = packageStatuses[packageStatus]?.action
      return { stage: 'status', packageStatus, ...(action === undefined ? {} : { action }) }
    },
  },
  'DM-104': { role: 'replication', says: 'seen', does: closesStatusFile, facts: ofStatusFile },
  'DM-106': {
    role: 'replication',
    begins: true,
    names: ['nalPath'],
    does: opensPullResponse,
    says: 'seen',
    facts: () => ({ pull: true }),
  },
  'DM-107': {
    role: 'replication',
    does: readsPullResponse,
    names: ['packageId', 'packageVersion'],
    says: ({ fields }) => pullActionStates[Number(fields['actionstate'])]?.happening ?? 'seen',
    facts: () => ({ pull: true, stage: 'transfer' }),
  },
  'DM-108': { role: 'replication', says: 'seen', does: closesStatusFile },

  'DM-121': { role: 'main', does: startsUpgradeThread },
  'DM-122': { role: 'main', does: startsUpgradeThread },
  'DM-123': { role: 'main', dpRole: 'delayed' },
  'DM-126': onRole,
  'DM-127': onRole,
  'DM-128': onRole,
  'DM-130': onRole,
  'DM-132': onRole,
  'DM-133': onRole,
  'DM-135': onRole,
  'DM-136': { ...onRole, does: finishesRole, dpRole: 'done' },
  'DM-137': { role: 'dp-role', dpRole: 'working' },
  'DM-138': { role: 'dp-role', dpRole: 'working' },
  'DM-139': { role: 'dp-role', dpRole: 'working' },
  'DM-140': { ...onRole, does: finishesRole, dpRole: 'done' },
  'DM-141': { ...onRole, dpRole: 'seen' },
  'DM-142': { ...onRole, dpRole: 'seen' },
  'DM-143': onRole,
  'DM-146': { role: 'dp-role', dpRole: 'working' },
  'DM-147': { ...onRole, dpRole: 'done' },
  'DM-148': { ...onRole, dpRole: 'seen' },
  'DM-153': { role: 'dp-role', dpRole: 'failureSeen' },
  'DM-155': iisFails,
  'DM-156': iisFails,
  'DM-157': iisFails,
  'DM-158': { ...iisFails, names: ['server'] },
  'DM-159': iisFails,
  'DM-160': iisFails,
  'DM-170': { ...onRole, dpRole: 'removing' },
  'DM-171': { ...onRole, dpRole: 'removing' },
  'DM-172': { role: 'dp-role', dpRole: 'removing' },
  'DM-173': { role: 'dp-role', dpRole: 'removing' },
  'DM-174': { ...onRole, dpRole: 'removing' },
  'DM-175': { ...onRole, dpRole: 'removing' },
  'DM-176': { role: 'dp-role', dpRole: 'delayed' },
  'DM-177': { role: 'dp-role', dpRole: 'seen' },
  'DM-178': { role: 'dp-role', dpRole: 'seen' },
  'DM-179': { role: 'dp-role', dpRole: 'removing' },
  'DM-180': { role: 'dp-role', dpRole: 'removed' },
  'DM-181': { ...onRole, dpRole: 'seen' },
  'DM-182': { role: 'dp-role', dpRole: 'seen' },

  'DM-191': { role: 'dp', names: ['dpPath2'], says: 'wanted' },
  'DM-193': { role: 'dp', names: ['packageId'], says: 'seen' },
  'DM-194': expansionFails,
  'DM-195': expansionFails,
  'DM-196': expansionFails,

  'DM-211': { ...onPackage, package: 'deleting' },
  'DM-212': { ...onPackage, package: 'deleted' },
  'DM-213': { ...onPackage, package: 'waiting', stage: 'intersite' },
  'DM-214': { ...onPackage, package: 'failureSeen', stage: 'intersite' },
  'DM-215': { names: ['packageId'], role: 'replication', package: 'processed' },
  'DM-216': {}, // a row that stays as it is tells nothing of the content
  'DM-217': {
    role: 'replication',
    names: ['nalPath', 'packageId'],
    says: 'failureSeen',
    facts: failedAt('status'),
  },
  'DM-218': databaseComplains,
  'DM-219': databaseComplains,
  'DM-220': { role: 'package', package: 'hinted', stage: 'intersite' },
  'DM-221': { role: 'package', names: ['packageFile'], package: 'failureSeen', stage: 'intersite' },
}
