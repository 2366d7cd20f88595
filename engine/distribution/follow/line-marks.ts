import type { Evidence, LineMark } from '../run.ts'

/** Few different lines prove where a run stands: one object for all runs, and none of them keeps a whole line alive. */
const marks = new Map<string, LineMark>()

/** Signatures are few; what is above comes from somebody who invents them, and is not shared. */
const most = 2_000

/** What of a line decides its node in the flowchart: the row, and the status it carries. */
export function markOf({ signature, fields }: Evidence): LineMark {
  const { packageStatus, statusMessageId } = fields
  const status = packageStatus ?? statusMessageId
  const key = status === undefined ? signature : `${signature} ${status}`
  const known = marks.get(key)
  if (known !== undefined) return known
  const mark: LineMark = {
    signature,
    fields: {
      ...(packageStatus === undefined ? {} : { packageStatus }),
      ...(statusMessageId === undefined ? {} : { statusMessageId }),
    },
  }
  if (marks.size < most) marks.set(key, mark)
  return mark
}
