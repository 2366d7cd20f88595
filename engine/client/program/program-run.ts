// An advertised program on one client, from its policy to its result (the client's part of flow ADV).
import { runFlow, type FlowRun } from '../../flowcharts/run-flow.ts'
import {
  advertFlags,
  flagsAgree,
  isMandatory,
  noTime,
  type SmsAdvertisement,
} from '../../site/objects/sms-advertisement.ts'
import { nextTimeOf } from '../../site/objects/schedule-times.ts'
import { hasFlag, programFlags, type SmsProgram } from '../../site/objects/sms-program.ts'
import { windowAnswer, type MaintenanceWindow } from './maintenance-windows.ts'
import { mayRunAgain, type LastRun } from './rerun.ts'
import { decidingMif, type StatusMif } from './status-mif.ts'

export type ClientState = {
  /** Wall clock of the client as if it were UTC, and how many minutes must be added to it to get UTC. */
  readonly now: number
  readonly biasMinutes: number
  readonly agentEnabled: boolean
  readonly platform: string
  readonly userLoggedOn: boolean
  /** An event that is happening just now. */
  readonly event?: 'startup' | 'logon' | 'logoff'
  readonly slowNetwork?: boolean
  readonly userStartsIt?: boolean
  readonly windows: readonly MaintenanceWindow[]
  readonly lastRun: LastRun
  /** Times of the assignment that were served already; the last one. */
  readonly servedUntil?: number
  /** When the client took over the policy. */
  readonly acceptedAt: number
}

export type OfferedProgram = {
  readonly advertisement: SmsAdvertisement
  readonly program: SmsProgram
  readonly contentOnSomeDp: boolean
  readonly hasContent: boolean
  /** The program that must run first: undefined when there is none. */
  readonly dependency?: { readonly ranHere: boolean; readonly succeeds: boolean; readonly cycle?: boolean }
  readonly contentUse?: 'download' | 'run'
  /** How the package looks for a status MIF; undefined: not at all. */
  readonly mifMatching?: Parameters<typeof decidingMif>[0]
  /** What happens when it runs. */
  readonly result: {
    readonly starts?: boolean
    /** Milliseconds. */
    readonly takes: number
    readonly exit: 'succeeded' | 'failed' | 'reboot' | 'retrying'
    /** Status MIF files that it leaves behind. */
    readonly mifs?: readonly StatusMif[]
  }
}

/** SMS_AdvertisementStatusInformation.MessageState */
export const advertisementStates = {
  none: 0,
  accepted: 1,
  rejected: 2,
  expired: 3,
  willNotRerun: 4,
  waiting: 8,
  retrying: 10,
  failed: 11,
  rebootPending: 12,
  succeeded: 13,
} as const

export type ProgramRun = FlowRun & {
  readonly state: number
  readonly runsAs: 'Local System' | 'logged-on user' | undefined
}

/** Longest run that is watched when the duration is unknown. */
export const unknownDuration = 720 * 60_000

export function runAdvertisedProgram(offered: OfferedProgram, client: ClientState): ProgramRun {
  const { advertisement, program, result } = offered
  const flags = program.ProgramFlags
  const watched = program.Duration === 0 ? unknownDuration : program.Duration * 60_000
  const mif = offered.mifMatching && decidingMif(offered.mifMatching, result.mifs ?? [])
  const adminRights = hasFlag(flags, programFlags.ADMINRIGHTS)
  const run = runFlow(
    'adv',
    {
      programOffered: !hasFlag(flags, programFlags.DISABLED) && program.ActionInProgress !== 3,
      flagsAgree: flagsAgree(advertisement, program),
      contentOnSomeDp: !offered.hasContent || offered.contentOnSomeDp,
      resourceOfThisSite: true,
      agentEnabled: client.agentEnabled,
      platformFits: platformFits(program, client.platform),
      expired: advertisement.ExpirationTimeEnabled && reached(advertisement, 'Expiration', client),
      presentTimeReached: !advertisement.PresentTimeEnabled || reached(advertisement, 'Present', client),
      mandatory: isMandatory(advertisement),
      startedByUser: client.userStartsIt === true,
      assignmentDue: isDue(advertisement, client),
      rerunAllowed: mayRunAgain(advertisement.RemoteClientFlags, client.lastRun),
      dependency: dependencyAnswer(offered),
      windowOpen: hasFlag(advertisement.AdvertFlags, advertFlags.OVERRIDE_SERVICE_WINDOWS)
        ? 'yes'
        : windowAnswer(client.windows, program.Duration * 60_000, client.now),
      userStateFits: userStateFits(flags, client.userLoggedOn),
      contentUse: offered.hasContent ? (offered.contentUse ?? 'download') : 'no',
      programStarted: result.starts !== false,
      finishedInTime: result.takes <= watched,
      statusMif: mif !== undefined,
      programResult:
        result.starts === false ? 'failed' : mif === undefined ? result.exit : mif.succeeded ? 'succeeded' : 'failed',
    },
    { throughOthers: false },
  )
  const started = run.answers.includes('ADV-21 next')
  return {
    ...run,
    state: stateOf(run),
    runsAs: started ? (adminRights ? 'Local System' : 'logged-on user') : undefined,
  }
}

/** GMT times are the same moment everywhere, others the wall clock of each client. */
function reached(values: SmsAdvertisement, which: 'Present' | 'Expiration', client: ClientState): boolean {
  const time = values[`${which}Time`]
  if (time === noTime) return which === 'Present'
  const now = values[`${which}TimeIsGMT`] ? client.now + client.biasMinutes * 60_000 : client.now
  return now >= time
}

/** An event, a time that has come, or at once; a slow network needs ONSLOWNET (ADV-15). */
function isDue(advertisement: SmsAdvertisement, client: ClientState): boolean | 'download-early' {
  const { AdvertFlags, AssignedSchedule, AssignedScheduleIsGMT } = advertisement
  if (client.slowNetwork === true && !hasFlag(AdvertFlags, advertFlags.ONSLOWNET)) return false
  if (hasFlag(AdvertFlags, advertFlags.IMMEDIATE)) return true
  const events = { startup: 'ONSYSTEMSTARTUP', logon: 'ONUSERLOGON', logoff: 'ONUSERLOGOFF' } as const
  if (client.event !== undefined && hasFlag(AdvertFlags, advertFlags[events[client.event]])) return true
  const shift = AssignedScheduleIsGMT ? client.biasMinutes * 60_000 : 0
  const since = (client.servedUntil ?? client.acceptedAt - 1) + shift + 1
  // What was due before the policy came runs as soon as it is here.
  const first =
    AssignedSchedule.length === 0
      ? undefined
      : nextTimeOf(AssignedSchedule, client.servedUntil === undefined ? 0 : since)
  if (first !== undefined && first <= client.now + shift) return true
  return hasFlag(AdvertFlags, advertFlags.OPTIONALPREDOWNLOAD) ? 'download-early' : false
}

function platformFits(program: SmsProgram, platform: string): boolean {
  if (hasFlag(program.ProgramFlags, programFlags.ANY_PLATFORM)) return true
  return program.SupportedOperatingSystems.some(({ Name, Platform }) => `${Name} (${Platform})` === platform)
}

function dependencyAnswer({ dependency, program }: OfferedProgram): 'no' | 'yes' | 'failed' {
  if (dependency === undefined) return 'no'
  if (dependency.ranHere && !hasFlag(program.ProgramFlags, programFlags.RUN_DEPENDANT_ALWAYS)) return 'no'
  return dependency.cycle === true || !dependency.succeeds ? 'failed' : 'yes'
}

function userStateFits(flags: number, userLoggedOn: boolean): boolean {
  if (hasFlag(flags, programFlags.NOUSERLOGGEDIN)) return !userLoggedOn
  return !hasFlag(flags, programFlags.USERCONTEXT) || userLoggedOn
}

/** Answer at the last node -> state; what only waits has been accepted. */
const stateAfter: Readonly<Record<string, number>> = {
  'ADV-10 no': advertisementStates.rejected,
  'ADV-11 yes': advertisementStates.expired,
  'ADV-16 no': advertisementStates.willNotRerun,
  'ADV-17 failed': advertisementStates.failed,
  'ADV-19 no': advertisementStates.waiting,
  'ADV-24 succeeded': advertisementStates.succeeded,
  'ADV-24 failed': advertisementStates.failed,
  'ADV-24 retrying': advertisementStates.retrying,
  'ADV-24 reboot': advertisementStates.rebootPending,
}

function stateOf(run: FlowRun): number {
  const known = stateAfter[run.answers.at(-1) ?? '']
  if (known !== undefined) return known
  return run.answers.includes('ADV-12 yes') ? advertisementStates.accepted : advertisementStates.none
}
