import { describe, expect, it } from 'vitest'
import { inOurWords, marked, repeatedOption, unmark, usageProblem } from '../../../agent/terminal/arguments.ts'

describe('arguments that yargs must not touch', () => {
  it('are a lone dash and all behind --, and come out as they went in', () => {
    const args = marked(['parse', '-', '--json', '--', '--weird', '-', 'plain'])
    expect(args.filter((arg) => arg.startsWith('-'))).toEqual(['--json'])
    const parsed: Record<string, unknown> = { FILE: args.filter((arg) => arg.startsWith('\0')), one: args[1], n: 1 }
    unmark(parsed)
    expect(parsed).toEqual({ FILE: ['-', '--weird', '-', 'plain'], one: '-', n: 1 })
  })
})

describe('other ways to say the same', () => {
  it.each([
    [['--config.check'], ['config', 'check']],
    [
      ['run', '--config.file', 'a.yaml', '--config.check'],
      ['run', '--config.file', 'a.yaml', '--config.check'],
    ],
    [
      ['--config.check', '--config.file=a.yaml'],
      ['config', 'check', '--config.file=a.yaml'],
    ],
    [['help'], ['--help']],
    [
      ['help', 'parse'],
      ['parse', '--help'],
    ],
    [
      ['parse', 'help'],
      ['parse', 'help'],
    ],
  ])('%j', (given, meant) => {
    expect(inOurWords(given)).toEqual(meant)
  })
})

describe('a complaint', () => {
  const options = ['json', 'zone', 'config.file', 'log.level']
  const command = { name: 'diff', usage: 'diff <A> <B..>', verbs: [] }
  it.each([
    ['Unknown argument: zon', ['--zon', 'x'], 'Unknown option --zon; did you mean --zone?'],
    ['Unknown argument: q', ['-q'], 'Unknown option -q'],
    ['Unknown argument: extra', ['extra'], 'Unexpected argument "extra"'],
    [
      'Unknown arguments: zon, extra',
      ['--zon=1', 'extra'],
      'Unknown option --zon; did you mean --zone?\nUnexpected argument "extra"',
    ],
    ['Not enough arguments following: zone', ['--zone'], 'Option --zone needs a value'],
    ['Missing required argument: library', [], 'Option --library must be given'],
    ['Not enough non-option arguments: got 0, need at least 2', [], 'Arguments A and B are missing'],
    ['Not enough non-option arguments: got 1, need at least 2', ['x'], 'Argument B is missing'],
    [
      'Not enough non-option arguments: got 1, need at least 2',
      ['--zne=-60', '--json', '-60', '--', '--x'],
      'Unknown option --zne; did you mean --zone?\nArgument B is missing',
    ],
    [
      'Invalid values:\n  Argument: log.level, Given: "debg", Choices: "debug", "info"',
      [],
      '--log.level cannot be "debg"; right would be one of "debug", "info"',
    ],
    ['Unknown argument: \0-x', ['--', '-x'], 'Unexpected argument "-x"'],
    ['Something new that yargs says', [], 'Something new that yargs says'],
  ])('%j', (complaint, args, words) => {
    expect(usageProblem(complaint, { args, options, command })).toBe(words)
  })

  it('is made when an option that takes one value has several', () => {
    expect(repeatedOption({ _: [], zone: ['a', 'b'], FILE: ['a', 'b'] }, ['FILE'])).toBe('zone')
    expect(repeatedOption({ _: ['x', 'y'], zone: 'a' }, [])).toBeUndefined()
  })
})
