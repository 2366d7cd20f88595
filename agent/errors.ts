import { printable, printableLine } from './terminal/printable.ts'

// Code -> what the operator reads, and the exit code of a command that ends with it. One row per way the environment,
// or the person at the keyboard, can let us down. A text says what was wrong and, where we know, what would be right.
export const agentErrors = {
  badUsage: { exit: 2, text: '{problem}' },
  packedRefused: { exit: 1, text: '{problem}' },
  packedUnopened: { exit: 2, text: '{problem}' },
  scenarioInvalid: { exit: 1, text: 'The scenario has {count}:\n{problems}' },
  folderInUse: { exit: 2, text: '{path} is not empty; choose another folder with --out, or empty it' },
  configInvalid: { exit: 1, text: 'The configuration has {count}:\n{problems}' },
  fileMissing: { exit: 2, text: '{path} does not exist' },
  notAFile: { exit: 2, text: '{path} is {kind}, not a file{hint}' },
  notAFolder: { exit: 2, text: '{path} is {kind}, not a folder' },
  accessDenied: { exit: 2, text: 'Not allowed to read {path}; the account that runs cmdp needs the right to read it' },
  fileLocked: { exit: 2, text: '{path} is locked by another program; try again when it has been closed' },
  unreadable: { exit: 2, text: 'Could not read {path}: {reason}' },
  unwritable: { exit: 2, text: 'Could not write {path}: {reason}' },
  writeDenied: {
    exit: 2,
    text: 'Not allowed to write {path}; the account that runs cmdp needs the right to write there',
  },
  deltaRefused: { exit: 1, text: 'The delta {path} cannot be applied: {reason}' },
  addressInUse: { exit: 2, text: '{address} is in use by another program; choose another with {option}' },
  addressRefused: { exit: 2, text: '{reason}' },
  stateInUse: {
    exit: 2,
    text: 'The state folder {path} is in use by another agent; give each agent its own --storage.path',
  },
  interrupted: { exit: 2, text: 'Interrupted: {work}' },
  stateNewer: {
    exit: 2,
    text: 'The state folder {path} was written by a newer cmdp (state version {found}; this one knows {known}); use that version, or another --storage.path',
  },
  nothingToFollow: { exit: 2, text: 'No log to follow: {reason}' },
  nothingToAnalyze: {
    exit: 2,
    text: 'No log in {path}; right would be a log file, a folder or a zip that holds some, or - for standard input',
  },
} as const satisfies Readonly<Record<string, { readonly exit: 1 | 2; readonly text: string }>>

export type AgentErrorCode = keyof typeof agentErrors

/** The words in braces of a code's text. */
export type AgentErrorData<Code extends AgentErrorCode> = Readonly<
  Record<Holes<(typeof agentErrors)[Code]['text']>, string>
>

type Holes<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never

/** We could not look, or were asked something impossible. Caught in agent/supervise.ts and agent/main.ts only. */
export class AgentError<Code extends AgentErrorCode = AgentErrorCode> extends Error {
  override readonly name = 'AgentError'
  readonly code: Code
  readonly data: Readonly<Record<string, string>>

  constructor(code: Code, data: AgentErrorData<Code>, options?: ErrorOptions) {
    super(describe(code, data), options)
    this.code = code
    this.data = data
  }

  /** Exit code of a command that ends with this error: DESIGN of the command line, 0 / 1 / 2. */
  get exitCode(): 1 | 2 {
    return agentErrors[this.code].exit
  }
}

/** One line for each; the names in them may come from outside. */
export const badUsage = (...lines: readonly string[]): AgentError =>
  new AgentError('badUsage', { problem: lines.map(printableLine).join('\n') })

function describe(code: AgentErrorCode, data: Readonly<Record<string, string>>): string {
  return agentErrors[code].text.replace(/\{(\w+)\}/g, (_hole, name: string) => {
    const told = data[name] ?? ''
    return severalLines.has(name) ? printable(told) : printableLine(told)
  })
}

/** What we laid out ourselves in lines; the names in it were made harmless one by one. */
const severalLines: ReadonlySet<string> = new Set(['problem', 'problems'])

/** Error numbers of the operating system -> our code. EBUSY is Windows' sharing violation, EPERM its access denied. */
const systemCodes: Readonly<Record<string, 'fileMissing' | 'accessDenied' | 'fileLocked'>> = {
  ENOENT: 'fileMissing',
  ENOTDIR: 'fileMissing',
  EACCES: 'accessDenied',
  EPERM: 'accessDenied',
  EBUSY: 'fileLocked',
}

/** What reading `path` met, in the operator's words; anything that is no system error comes back as it is. */
export function readError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !/^E[A-Z0-9]+$/.test(codeOf(error))) return error
  const data = { path: printableLine(path) }
  const code = codeOf(error)
  if (code === 'EISDIR') return new AgentError('notAFile', { ...data, kind: 'a folder', hint: '' }, { cause: error })
  const known = systemCodes[code]
  if (known !== undefined) return new AgentError(known, data, { cause: error })
  return new AgentError('unreadable', { ...data, reason: code }, { cause: error })
}

/** What writing to `path`, a file or a folder that is made when it is missing, met. */
export function writeError(path: string, error: unknown): AgentError {
  const data = { path: printableLine(path) }
  const code = error instanceof Error ? codeOf(error) : ''
  if (code === 'EACCES' || code === 'EPERM') return new AgentError('writeDenied', data, { cause: error })
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return new AgentError('notAFolder', { ...data, kind: 'a file, or lies below one' }, { cause: error })
  if (code === 'EISDIR') return new AgentError('notAFile', { ...data, kind: 'a folder', hint: '' }, { cause: error })
  const reason = error instanceof Error ? error.message : String(error)
  return new AgentError('unwritable', { ...data, reason }, { cause: error })
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '')
