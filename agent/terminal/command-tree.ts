// Which commands there are, and what to say to somebody who names another one. Pure; the tree itself is read from what
// is registered (agent/command-line.ts), so that no list has to be kept.
import { nearest } from './nearest.ts'
import { printableLine } from './printable.ts'

/** A command and its verbs; a command with verbs does nothing by itself. */
export type CommandNode = {
  readonly name: string
  /** As registered: `trace <WHAT>`. */
  readonly usage: string
  readonly verbs: readonly CommandNode[]
}

/** How far the words of a command line lead: `library scan x` to the command scan of the command library. */
export type Reached = {
  readonly path: readonly CommandNode[]
  /** The next choice; empty when a command that does something is reached. */
  readonly choice: readonly CommandNode[]
  /** A word where one of the choice belongs, that is none of them. */
  readonly stranger: string | undefined
}

export function reach(tree: readonly CommandNode[], words: readonly string[]): Reached {
  const path: CommandNode[] = []
  let choice = tree
  for (const word of words) {
    if (choice.length === 0) break
    const next = choice.find(({ name }) => name === word)
    if (next === undefined) return { path, choice, stranger: word }
    path.push(next)
    choice = next.verbs
  }
  return { path, choice, stranger: undefined }
}

/** What is wrong with the words as a name of a command; undefined when they reach one that does something. */
export function noSuchCommand(tree: readonly CommandNode[], words: readonly string[]): string | undefined {
  const { path, choice, stranger } = reach(tree, words)
  if (choice.length === 0) return undefined
  const before = path.map(({ name }) => `${name} `).join('')
  const list = `There are ${choice.map(({ name }) => before + name).join(', ')}`
  if (stranger === undefined) return `Which command${before === '' ? '' : ` of ${before.trimEnd()}`}? ${list}`
  const meant = likely(stranger, choice, before) ?? elsewhere(stranger, tree)
  const guess = meant === undefined ? '' : `; did you mean "${meant}"?`
  return `There is no command "${printableLine(before + stranger)}"${guess}\n${list}`
}

/** A slip of the finger, or the begin of exactly one name. */
function likely(word: string, choice: readonly CommandNode[], before: string): string | undefined {
  const names = choice.map(({ name }) => name)
  const begun = names.filter((name) => word.length >= 2 && name.startsWith(word.toLowerCase()))
  const meant = begun.length === 1 ? begun[0] : nearest(word, names)
  return meant === undefined ? undefined : before + meant
}

/** `scan` alone is `library scan`. */
function elsewhere(word: string, tree: readonly CommandNode[], before = ''): string | undefined {
  for (const { name, verbs } of tree) {
    if (before !== '' && name === word) return before + name
    const below = elsewhere(word, verbs, `${before}${name} `)
    if (below !== undefined) return below
  }
  return undefined
}

/** The words in angle brackets that a command still needs: `diff <A> <B>` with one given needs `B`. */
export function missingArguments({ usage }: CommandNode, given: number): readonly string[] {
  return [...usage.matchAll(/<([^<>]{1,40}?)(?:\.\.)?>/g)].map(([, name = '']) => name).slice(given)
}
