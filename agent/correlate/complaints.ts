// "SQL Err", "SQL Msg": the database complains, and a later line of the same thread says what that stopped. If none does,
// the complaint stands for itself (failure-taxonomy.md 2, status-db).
import type { DistributionEvent } from '../../engine/distribution/distribution-event.ts'
import type { Line } from './rule.ts'
import { nobody, type Thread } from './threads.ts'

export type Complaints = {
  /** Before a line is translated: complaints of its thread that it explains, or that it shows nobody will. */
  before(line: Line, emit: (event: DistributionEvent) => void): void
  /** No more lines come. */
  finish(threads: Iterable<Thread>, emit: (event: DistributionEvent) => void): void
}

/** Lines that say what failed; the complaint before is its reason. */
const explains: ReadonlySet<string> = new Set(['DM-055', 'DM-056', 'DM-214', 'DM-217', 'DM-221'])
const complaint: ReadonlySet<string> = new Set(['DM-218', 'DM-219', 'DM-105'])

export function complaintsOf(): Complaints {
  return {
    before: (line, emit) => {
      const { thread, signature } = line
      if (thread.complaints === undefined || complaint.has(signature)) return
      tell(
        thread,
        line.host,
        line.entry.time,
        emit,
        explains.has(signature) && signature !== 'DM-217',
        signature === 'DM-217',
      )
    },
    finish: (threads, emit) => {
      for (const thread of threads) tell(thread, thread.key.split('|', 1)[0] ?? '', undefined, emit, false, false)
    },
  }
}

function tell(
  thread: Thread,
  host: string,
  at: number | undefined,
  emit: (event: DistributionEvent) => void,
  isHint: boolean,
  ofDistribution: boolean,
): void {
  const { subject, complaints = [], token, role } = thread
  thread.complaints = undefined
  const aboutDp = subject.dp !== undefined && (ofDistribution || role === 'replication' || role === 'dp')
  for (const evidence of complaints) {
    if (aboutDp)
      emit({
        about: 'distribution',
        happening: 'failureSeen',
        subject,
        token: role === 'replication' ? undefined : token,
        by: 'distmgr',
        at: evidence.time ?? at,
        facts: { stage: 'status' },
        evidence,
      })
    else
      emit({
        about: 'package',
        happening: isHint ? 'hinted' : 'failureSeen',
        packageId: subject.packageId ?? nobody.packageId,
        packageVersion: subject.packageVersion,
        host,
        token,
        at: evidence.time ?? at,
        stage: 'snapshot',
        evidence,
      })
  }
}
