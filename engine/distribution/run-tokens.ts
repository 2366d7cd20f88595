// Which sending threads a record knows, newest last: those of the present run, and of the run before, which may go on.

/** Stands between the tokens of two runs. */
const runsApart = ''
const mostOfRunBefore = 3

export const tokensOfNextRun = (tokens: readonly string[]): readonly string[] => [
  ...tokens.slice(-mostOfRunBefore),
  runsApart,
]

/** Is it a thread of the run before? */
export const isOfRunBefore = (tokens: readonly string[], token: string | undefined): boolean =>
  token !== undefined && tokens.includes(token) && tokens.indexOf(token) < tokens.lastIndexOf(runsApart)
