// Entry: picks the command, and turns whatever ends it into words on standard error and an exit code: 0 fine, 1 the thing
// looked at is bad, 2 we could not look. Imports nothing slow: a command loads its parts itself.
import { inspect } from 'node:util'
import { checkHelpAsked, commandLine, isVerbose } from './command-line.ts'
import { commands } from './commands/index.ts'
import { AgentError } from './errors.ts'
import { inOurWords, marked } from './terminal/arguments.ts'
import { endWhenReaderLeaves } from './terminal/output.ts'
import { printable } from './terminal/printable.ts'

const args = inOurWords(process.argv.slice(2))
endWhenReaderLeaves()
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
try {
  checkHelpAsked(commands, args)
  await commandLine(commands, args).parseAsync(marked(args))
} catch (error) {
  fail(error)
}

/** The last word on standard error, then the end: what is still open (a server, a store) must not keep us alive. */
function fail(error: unknown): void {
  const known = error instanceof AgentError
  const told = known ? error.message : 'This is a fault in cmdp itself; please report it with these lines.'
  const details = !known || isVerbose(args) ? `\n${inspect(error)}` : ''
  process.exitCode = known ? error.exitCode : 2
  process.stderr.write(`cmdp: ${printable(told + details)}\n`, () => process.stdout.write('', () => process.exit()))
}
