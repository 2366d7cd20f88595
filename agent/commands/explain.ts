/** Exit codes of `explain`: 0 something in it is known, 1 nothing is, 2 bad usage. */
import type { CommandModule } from 'yargs'
import { AgentError } from '../errors.ts'
import type { Explained } from '../explain/explain-text.ts'
import { standardInput } from '../readable-file.ts'
import { print, printJson, tell } from '../terminal/output.ts'
import { printableLine } from '../terminal/printable.ts'
import { zoneOf } from './log-flags.ts'

type Options = {
  readonly TEXT: readonly string[]
  readonly zone: string | undefined
  readonly json: boolean | undefined
  readonly color: boolean | undefined
}

/** A log line is far shorter; what is piped in by mistake may be anything. */
const longestInput = 1024 * 1024

export const explain: CommandModule<object, Options> = {
  command: 'explain <TEXT..>',
  describe: 'Say what a log line, code, status message, signature, failure class, library rule or flow node means',
  builder: (args) =>
    args
      .positional('TEXT', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'What to explain; - reads it from standard input',
      })
      .option('zone', {
        type: 'string',
        requiresArg: true,
        describe: 'Zone of a line without bias: Europe/Berlin, or minutes of bias (-60: UTC = local time - 60 minutes)',
      })
      .example('$0 explain 0x80041001', 'a result code, in any writing (5, 0x35, 80070070, "IDispatch error #3603")')
      .example('$0 explain 2330', 'a status message; also PX-060, disk-full-dp, I8, PCD-26')
      .example(
        '$0 explain "~ Sending failed. Failure count = 1, Restart time = …"',
        'a log line, with or without its frame',
      )
      .epilogue('Exit codes: 0 something in it is known, 1 nothing is, 2 bad usage.') as never,
  async handler({ TEXT, zone, json, color }) {
    const [{ explainText }, { explanationWords }, { explanationJson }, { coloursFor }] = await Promise.all([
      import('../explain/explain-text.ts'),
      import('../explain/explanation-words.ts'),
      import('../explain/explanation-json.ts'),
      import('../terminal/colours.ts'),
    ])
    const text = await given(TEXT)
    const explained = explainText(text, zoneOf({ zone })(undefined))
    const { explanations, found } = explained
    if (json === true) await printJson(explanationJson(text, explained))
    else if (explanations.length > 0) {
      await print(`${explanationWords(explanations, coloursFor(process.stdout, color))}\n`)
    }
    if (!found) tell(nothingKnown(text, explained))
    process.exitCode = found ? 0 : 1
  },
}

async function given(words: readonly string[]): Promise<string> {
  const text = words.length === 1 && words[0] === '-' ? await piped() : words.join(' ')
  if (text.trim() === '') throw new AgentError('badUsage', { problem: 'The text to explain is empty' })
  return text
}

async function piped(): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of standardInput() as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > longestInput)
      throw new AgentError('badUsage', {
        problem: 'The text to explain is longer than 1 MB; cmdp analyze reads whole logs',
      })
  }
  return Buffer.concat(chunks).toString('utf8')
}

function nothingKnown(text: string, { didYouMean, unknownCode }: Explained): readonly string[] {
  const shown = printableLine(text.length > 200 ? `${text.slice(0, 200)}…` : text)
  const about = `Nothing known about ${shown}${unknownCode === undefined ? '' : `: ${unknownCode}`}`
  return didYouMean === undefined ? [about] : [about, `Did you mean ${didYouMean}?`]
}
