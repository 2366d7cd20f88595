// Running a program from a distribution point: which identity opens the share, which one runs it (flow PAR). Files are
// always opened by SMB with Windows authentication; the network access account connects, and never runs anything.
import { runFlow, type FlowRun } from '../../flowcharts/run-flow.ts'
import { computerFirst, loggedOnUser, turns, userFirst, type Accounts } from './client-accounts.ts'

export type RunFromDp = {
  /** The location has a share: in the current branch, "copy the content to a package share" or a custom share. */
  readonly hasShare: boolean
  readonly adminRights: boolean
  readonly accounts: Accounts
  readonly uncPath: boolean
  /** Drive letter the program wants; undefined: any, from Z downward. */
  readonly driveLetter?: string | undefined
  readonly lettersInUse?: readonly string[]
  readonly persistConnection?: boolean
}

export type RunAccess = FlowRun & {
  /** Identity that opened the share; undefined when none did. */
  readonly openedBy: string | undefined
  readonly runsAs: 'Local System' | typeof loggedOnUser | undefined
  readonly drive: string | undefined
  readonly disconnects: boolean
}

export function accessToRun(wanted: RunFromDp): RunAccess {
  const { accounts, adminRights } = wanted
  const credentials = turns(adminRights ? computerFirst(accounts) : userFirst(accounts))
  const letter = freeLetter(wanted)
  const run = runFlow('par', {
    smbPath: wanted.hasShare,
    adminRights,
    waitsForUser: !adminRights && accounts.user === undefined,
    nextCredential: () => (credentials.next() === undefined ? 'none' : 'next'),
    logonAccepted: () => credentials.current?.logon === true,
    folderReadable: () => credentials.current?.read === true,
    uncPath: wanted.uncPath,
    driveLetterFree: letter !== undefined,
  })
  const opened = run.end.kind === 'end' && run.end.outcome === 'success'
  return {
    ...run,
    openedBy: opened ? credentials.current?.name : undefined,
    runsAs: opened ? (adminRights ? 'Local System' : loggedOnUser) : undefined,
    drive: opened && !wanted.uncPath ? letter : undefined,
    disconnects: opened && wanted.persistConnection !== true,
  }
}

function freeLetter({ driveLetter, lettersInUse = [] }: RunFromDp): string | undefined {
  const used = new Set(lettersInUse.map((letter) => letter.toUpperCase()))
  const wanted = driveLetter === undefined ? [...'ZYXWVUTSRQPONMLKJIHGFEDC'] : [driveLetter.toUpperCase()]
  return wanted.find((letter) => !used.has(letter))
}
