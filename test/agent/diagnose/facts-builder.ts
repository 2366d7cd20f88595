import type { FailureFacts, FailureLine } from '../../../agent/diagnose/failure-facts.ts'

/** `line('PX-066', { resultCode: '0x80070003' })` */
export const line = (signature: string, fields: FailureLine['fields'] = {}): FailureLine => ({ signature, fields })

/** `coded('PX-066', '0x80070003')`: a failing line with its code. */
export const coded = (signature: string, resultCode: string): FailureLine => line(signature, { resultCode })

export const status = (statusMessageId: number, signature = 'DM-200'): FailureLine =>
  line(signature, { statusMessageId: String(statusMessageId) })

/** Facts of a push DP's failing attempt with these lines, unless told otherwise. */
export function facts(lines: readonly FailureLine[], rest: Partial<FailureFacts> = {}): FailureFacts {
  return { stage: 'transfer', level: 'dp', pull: false, lines, dpLines: [], threadsOnJob: 1, code: undefined, ...rest }
}
