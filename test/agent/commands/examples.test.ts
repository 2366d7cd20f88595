// Every example of every help, as it stands on a terminal of 80 columns: one line that can be copied and is understood.
import type { Argv, CommandModule } from 'yargs'
import { describe, expect, it } from 'vitest'
import { commandLine } from '../../../agent/command-line.ts'
import { commands } from '../../../agent/commands/index.ts'

/** The command with all its verbs, that is parsed and checked but does nothing. */
function harmless(command: CommandModule): CommandModule {
  const { builder } = command
  const watched = (args: Argv): Argv =>
    new Proxy(args, {
      get(target, name) {
        const own: unknown = Reflect.get(target, name, target)
        if (typeof own !== 'function') return own
        return (...given: readonly unknown[]): unknown => {
          const answer: unknown = own.apply(target, name === 'command' ? given.map(harmlessEach) : given)
          return answer === target ? watched(target) : answer
        }
      },
    })
  const build = typeof builder === 'function' ? (args: Argv) => builder(watched(args)) : builder
  return { ...command, builder: build as never, handler: () => undefined }
}

const harmlessEach = (given: unknown): unknown =>
  Array.isArray(given) ? given.map(harmlessEach) : harmless(given as CommandModule)

const parser = (args: readonly string[]): Argv => commandLine(commands.map(harmless), args)

async function help(words: readonly string[]): Promise<string> {
  const args = [...words, '--help']
  let told = ''
  await parser(args).parseAsync(args, {}, (_error: unknown, _parsed: unknown, output: string) => {
    told = output
  })
  return told
}

/** `library`, `library scan`: whatever the help of its parent lists. */
async function everyCommand(below: readonly string[] = []): Promise<readonly string[][]> {
  const listed = /\nCommands:\n(.*?)\n\n/s.exec(await help(below))?.[1] ?? ''
  const names = [...listed.matchAll(/^ {2}cmdp ((?:[a-z]+ ?)+)/gm)].map(([, name = '']) => name.trim().split(' '))
  return (await Promise.all(names.map(async (name) => [name, ...(await everyCommand(name))]))).flat()
}

/** The lines of `Examples:` as printed. */
const examplesIn = (text: string): readonly string[] =>
  (/\nExamples:\n(.*?)(?:\n\n|$)/s.exec(text)?.[1] ?? '').split('\n').map((line) => line.trim())

/** Words of a line as a shell takes them: double quotes, and the end at a pipe or an arrow. */
function wordsOf(line: string): readonly string[] {
  const [own = ''] = line.split(/ [|>] /, 1)
  return [...own.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

const all = await Promise.all((await everyCommand()).map(async (name) => ({ name, text: await help(name) })))

describe('the help', () => {
  it('is there for every command and every verb', () => {
    const names = all.map(({ name }) => name.join(' '))
    for (const name of ['run', 'demo', 'parse', 'config check', 'library scan']) expect(names).toContain(name)
  })

  it.each(all)('of $name has examples that are one line each, below what they are for', ({ text, name }) => {
    const lines = examplesIn(text)
    expect(lines.length).toBeGreaterThanOrEqual(2)
    expect(lines[0]).toMatch(/^# ./)
    expect(lines.at(-1)).toMatch(/^cmdp /)
    for (const line of lines) expect(line).toMatch(new RegExp(`^(# .|cmdp ${name[0] ?? ''}( |$))`))
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it.each(all.flatMap(({ text }) => examplesIn(text).filter((line) => line.startsWith('cmdp '))))(
    'shows what is understood: %s',
    async (line) => {
      const args = wordsOf(line).slice(1)
      await expect(parser(args).parseAsync(args)).resolves.toBeDefined()
    },
  )
})

it('an example with a slip would be noticed', async () => {
  for (const args of [['library', 'scan', '--libary', 'x'], ['parse'], ['library', 'scam']])
    await expect(Promise.resolve().then(() => parser(args).parseAsync(args))).rejects.toThrow('See: cmdp')
})
