// What an agent knows of the queue: asked over HTTP, or read from the state folder that a stopped one left.
import { createTracker } from '../../engine/distribution/tracker.ts'
import { accountOf, type Account } from '../account-objects.ts'
import { systemClock } from '../clock.ts'
import { AgentError, readError } from '../errors.ts'
import { openState } from '../state/state-store.ts'
import { holdsData } from '../state/state-folder.ts'
import { printableLine } from '../terminal/printable.ts'
import type { KnownWork } from './from-account.ts'

/** Milliseconds an agent may take to answer. */
const patience = 10_000

/** @param from  base address of a running agent, or the state folder of a stopped one */
export async function workKnownTo(from: string): Promise<KnownWork> {
  return /^https?:\/\//.test(from) ? askAgent(from) : readFolder(from)
}

async function askAgent(address: string): Promise<KnownWork> {
  const url = new URL('/api/v1/distributions', address)
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patience) })
    if (!answer.ok) throw new Error(`it answers ${String(answer.status)}`)
    const known = (await answer.json()) as { readonly distributions?: KnownWork['distributions'] }
    if (!Array.isArray(known.distributions)) throw new Error('it answers with no list of distributions')
    return { asOf: systemClock.now(), distributions: known.distributions, queuedPackages: 0 }
  } catch (error) {
    const reason = error instanceof Error ? printableLine(error.message) : 'no answer'
    throw new AgentError('unreadable', { path: printableLine(url.href), reason }, { cause: error })
  }
}

async function readFolder(folder: string): Promise<KnownWork> {
  const there = await holdsData(folder).catch((error: unknown) => {
    throw readError(folder, error)
  })
  if (!there) throw new AgentError('fileMissing', { path: printableLine(folder) })
  const store = await openState(folder, systemClock)
  try {
    const tracker = createTracker()
    tracker.restore(await store.read('tracker'))
    return workIn(accountOf(tracker, undefined), undefined)
  } finally {
    await store.close()
  }
}

/** @param now  undefined: the last line that was read */
export function workIn({ distributions, packages }: Account, now: number | undefined): KnownWork {
  const last = distributions.reduce((most, { lastTime }) => Math.max(most, Date.parse(lastTime ?? '') || 0), 0)
  const isQueued = ({ outcome, failure }: Account['packages'][number]): boolean =>
    outcome === 'waiting' && failure?.class === 'threads-saturated'
  return { asOf: now ?? last, distributions, queuedPackages: packages.filter(isQueued).length }
}
