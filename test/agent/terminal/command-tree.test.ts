import { describe, expect, it } from 'vitest'
import { missingArguments, noSuchCommand, reach, type CommandNode } from '../../../agent/terminal/command-tree.ts'

const leaf = (usage: string): CommandNode => ({ name: usage.split(' ', 1)[0] ?? '', usage, verbs: [] })
const tree: readonly CommandNode[] = [
  leaf('run'),
  leaf('explain <TEXT..>'),
  { name: 'library', usage: 'library', verbs: [leaf('scan'), leaf('status'), leaf('trace <WHAT>')] },
]

describe('the name of a command', () => {
  it.each([
    [['run'], undefined],
    [['library', 'scan'], undefined],
    [['explain', 'fnord'], undefined],
    [[], 'Which command? There are run, explain, library'],
    [['library'], 'Which command of library? There are library scan, library status, library trace'],
    [['fnord'], 'There is no command "fnord"\nThere are run, explain, library'],
    [['exlpain'], 'There is no command "exlpain"; did you mean "explain"?\nThere are run, explain, library'],
    [['lib', 'scan'], 'There is no command "lib"; did you mean "library"?\nThere are run, explain, library'],
    [['trace'], 'There is no command "trace"; did you mean "library trace"?\nThere are run, explain, library'],
    [
      ['library', 'add', 'X'],
      'There is no command "library add"\nThere are library scan, library status, library trace',
    ],
    [
      ['library', 'stauts'],
      'There is no command "library stauts"; did you mean "library status"?\nThere are library scan, library status, library trace',
    ],
    [['library', 's'], 'There is no command "library s"\nThere are library scan, library status, library trace'],
    [['\u001b[2J\n'], 'There is no command "\\x1B[2J\\n"\nThere are run, explain, library'],
  ])('%j', (words, told) => {
    expect(noSuchCommand(tree, words)).toBe(told)
  })

  it('leads to the command that does something, and not into its arguments', () => {
    expect(reach(tree, ['library', 'trace', 'scan']).path.map(({ name }) => name)).toEqual(['library', 'trace'])
  })
})

it('what a command still needs are the words in angle brackets', () => {
  expect(missingArguments(leaf('diff <A> <B..> [C]'), 0)).toEqual(['A', 'B'])
  expect(missingArguments(leaf('diff <A> <B..> [C]'), 1)).toEqual(['B'])
  expect(missingArguments(leaf('scan'), 0)).toEqual([])
})
