// Lines written on the distribution point, and in the logs between sites: a thread there works on one package or content
// at a time, and says which.
import type { Doing } from './rule.ts'
import { contradict, merged, nobody, subjectOf } from './threads.ts'

/**
 * The provider has added a content: the version is what the content's name tells. A content id of an application or an
 * update may be that of several versions; which of them was at work then, the tracker knows.
 */
export const addsContent: Doing = ({ thread, named }) => {
  thread.subject = merged(subjectOf(named), { ...nobody, dp: thread.subject.dp })
  // The call is done: what the thread writes next is of another one.
  thread.over = true
}

/** A content that was met before brings the package version, which the DP does not print for an application. */
export const worksOnContent: Doing = ({ thread, named, fields }, { owners }) => {
  const subject = subjectOf(named)
  const owner =
    named.contentId === undefined
      ? undefined
      : owners.of(named.contentId, subject.packageId ?? thread.subject.packageId)
  const known =
    owner === undefined || contradict(owner, subject) ? subject : merged(subject, { ...owner, dp: undefined })
  thread.subject = merged(known, { ...nobody, dp: thread.subject.dp })
  if (named.contentId !== undefined) owners.learn(named.contentId, known)
  // "Created FullDownload DTS job {…} for package …": the transfer service knows nothing but that id.
  if (fields['guid'] !== undefined) owners.learn(String(fields['guid']), known)
}

/** A call of the provider that names no content: what the thread did before is no hint. Its last line names the file. */
export const worksOnSomeFile: Doing = ({ thread, fields }) => {
  thread.subject = { ...nobody, dp: thread.subject.dp }
  if (fields['file'] === undefined) return
  thread.over = true
}

/** A download knows only its own id; the pull component told what it is for. */
export const worksOnTransfer: Doing = ({ thread, fields }, { owners }) => {
  const owner = owners.of(String(fields['guid'] ?? ''), undefined)
  thread.subject = merged(owner ?? nobody, { ...nobody, dp: thread.subject.dp })
}

export const worksOnPackage: Doing = ({ thread, named }) => {
  const subject = subjectOf(named)
  thread.subject = contradict(thread.subject, subject)
    ? merged(subject, { ...nobody, dp: thread.subject.dp })
    : merged(subject, thread.subject)
}
