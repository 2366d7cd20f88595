// Who a client can be on a distribution point (flows.md 7 and 8).

/** One identity, and what this distribution point says to it. */
export type Identity = {
  /** `computer account`, `logged-on user`, `network access account 1` … */
  readonly name: string
  /** Network logon accepted: domain trust, and the right to access the computer from the network. */
  readonly logon: boolean
  /** Share and NTFS let it read (and execute). */
  readonly read: boolean
}

export type Accounts = {
  readonly computer: Omit<Identity, 'name'>
  /** The logged-on user; undefined when nobody is logged on. */
  readonly user?: Omit<Identity, 'name'> | undefined
  /** Network access accounts in the order of the site: up to 10, in 2007 one. */
  readonly networkAccess?: readonly Omit<Identity, 'name'>[]
}

export const computerAccount = 'computer account'
export const loggedOnUser = 'logged-on user'

/** Computer account, then each network access account. */
export const computerFirst = ({ computer, networkAccess = [] }: Accounts): readonly Identity[] => [
  { name: computerAccount, ...computer },
  ...networkAccess.map((account, index) => ({ name: `network access account ${index + 1}`, ...account })),
]

/** Logged-on user, then each network access account (the order is rebuilt). */
export const userFirst = (accounts: Accounts): readonly Identity[] => [
  ...(accounts.user === undefined ? [] : [{ name: loggedOnUser, ...accounts.user }]),
  ...computerFirst(accounts).slice(1),
]

/** Takes the members one by one: each call gives the next, undefined behind the last. */
export function turns<T>(members: readonly T[]): { next(): T | undefined; readonly current: T | undefined } {
  let at = -1
  return {
    next: () => members[++at],
    get current() {
      return members[at]
    },
  }
}
