// Downloading from a distribution point: by which URL, as whom (flows PAD and PAI).
import { runFlow, type FlowRun } from '../../flowcharts/run-flow.ts'
import { computerFirst, turns, type Accounts } from './client-accounts.ts'

/** One way to one distribution point. */
export type DpLocation = {
  readonly dp: string
  readonly protocol: 'http' | 'https' | 'smb'
  /** HTTP: everybody may read. */
  readonly anonymous?: boolean
  /** Enhanced HTTP: content access tokens are taken (AuthMethod 1024). */
  readonly token?: boolean
  /** Accounts, and what this DP says to them. */
  readonly accounts: Accounts
  /** HTTPS: it takes the client's certificate. */
  readonly certificate?: boolean
  /** The guest account of IIS may read the files: certificate logons reach them as that account. */
  readonly guestMayRead?: boolean
  /** First of the two directories that is tried (2007 takes it at random). */
  readonly firstDirectory?: 'certificate' | 'windows'
}

export type DownloadAccess = FlowRun & {
  readonly dp: string | undefined
  readonly protocol: DpLocation['protocol'] | undefined
  /** `anonymous`, `content access token`, `certificate`, or the name of an account. */
  readonly credential: string | undefined
}

/** Who the client is on a location after it was let in. */
type Granted = { readonly credential: string; readonly read: boolean }

/** Locations are tried in their order, until one lets the client read (PAD). */
export function accessToDownload(locations: readonly DpLocation[]): DownloadAccess {
  const tour = new Tour(locations)
  const run = runFlow('pad', tour.facts())
  return answer(run, tour)
}

export type InternetSituation = {
  /** No domain controller and no intranet MP is reachable, or the client is internet-only. */
  readonly onInternet: boolean
  readonly runFromDp?: boolean
  /** Internet-facing DPs of the assigned site, as the client gets them. */
  readonly internetDps: readonly DpLocation[]
  /** Cloud gateways or cloud DPs that may serve; asked first where the reply names them first. */
  readonly cloud?: readonly { readonly dp: string; readonly accepts: boolean }[]
  /** Client certificate valid; name and revocation list of the DP's certificate too. */
  readonly certificatesValid: boolean
  /** Locations inside, for a client that is not on the internet after all. */
  readonly inside?: readonly DpLocation[]
}

/** On the internet there is no domain logon: no network access account, no share, no directory without certificate. */
export function accessFromInternet(situation: InternetSituation): DownloadAccess {
  const inside = new Tour(situation.inside ?? [])
  const clouds = turns(situation.cloud ?? [])
  const dps = turns(situation.internetDps)
  let cloudTurn = false
  const run = runFlow('pai', {
    ...inside.facts(),
    clientOnInternet: situation.onInternet,
    runFromDp: situation.runFromDp === true,
    internetDp: () => {
      cloudTurn = clouds.next() !== undefined
      if (cloudTurn) return 'cloud'
      return dps.next() === undefined ? 'none' : 'next'
    },
    cloudAccepts: () => clouds.current?.accepts === true,
    certificatesValid: situation.certificatesValid,
    certificateDirectory: () => dps.current?.certificate === true,
    guestMayRead: () => dps.current?.guestMayRead !== false,
  })
  if (!situation.onInternet) return answer(run, inside)
  const good = run.end.kind === 'end' && run.end.outcome === 'success'
  const dp = cloudTurn ? clouds.current?.dp : dps.current?.dp
  const credential = cloudTurn ? 'token or certificate' : 'certificate'
  return {
    ...run,
    dp: good ? dp : undefined,
    protocol: good ? 'https' : undefined,
    credential: good ? credential : undefined,
  }
}

/** One way through the locations: knows where the flow is and who the client became. */
class Tour {
  granted: Granted | undefined
  private readonly places: ReturnType<typeof turns<DpLocation>>
  private readonly left: DpLocation[]
  private directories: ('certificate' | 'windows')[] = []

  constructor(locations: readonly DpLocation[]) {
    this.left = [...locations]
    this.places = turns(locations)
    this.places.next()
  }

  get at(): DpLocation | undefined {
    return this.places.current
  }

  facts(): Readonly<Record<string, () => boolean>> {
    return {
      httpLocationOfDp: () => this.arrive()?.protocol !== 'smb' && this.at !== undefined,
      https: () => this.at?.protocol === 'https',
      directoryAccepts: () => this.grant(this.inDirectory(this.directories[0])),
      otherDirectory: () => this.directories.shift() !== undefined && this.directories.length > 0,
      anonymousAllowed: () =>
        this.grant(this.at?.anonymous === true ? { credential: 'anonymous', read: true } : undefined),
      accountAccepted: () => this.grant(this.byToken() ?? this.byAccount()),
      filesReadable: () => this.granted?.read === true,
      otherLocation: () => this.left.length > 1 && this.moveOn(),
      smbAccepted: () => this.grant(this.byAccount()) && this.granted?.read === true,
    }
  }

  private arrive(): DpLocation | undefined {
    const first = this.at?.firstDirectory ?? 'certificate'
    this.directories = first === 'certificate' ? ['certificate', 'windows'] : ['windows', 'certificate']
    return this.at
  }

  private moveOn(): boolean {
    this.left.shift()
    this.granted = undefined
    return this.places.next() !== undefined
  }

  private grant(granted: Granted | undefined): boolean {
    this.granted = granted
    return granted !== undefined
  }

  private inDirectory(directory: 'certificate' | 'windows' | undefined): Granted | undefined {
    if (directory === 'windows') return this.byToken() ?? this.byAccount()
    const accepted = directory === 'certificate' && this.at?.certificate === true
    return accepted ? { credential: 'certificate', read: this.at.guestMayRead !== false } : undefined
  }

  private byToken(): Granted | undefined {
    return this.at?.token === true ? { credential: 'content access token', read: true } : undefined
  }

  /** The first account that may log on and read; else the first that may log on at all. */
  private byAccount(): Granted | undefined {
    const known = this.at === undefined ? [] : computerFirst(this.at.accounts).filter(({ logon }) => logon)
    const best = known.find(({ read }) => read) ?? known[0]
    return best === undefined ? undefined : { credential: best.name, read: best.read }
  }
}

function answer(run: FlowRun, tour: Tour): DownloadAccess {
  const good = run.end.kind === 'end' && run.end.outcome === 'success'
  return {
    ...run,
    dp: good ? tour.at?.dp : undefined,
    protocol: good ? tour.at?.protocol : undefined,
    credential: good ? tour.granted?.credential : undefined,
  }
}
