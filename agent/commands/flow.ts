/** Exit codes of `flow`: 0 printed, 2 there is no such flow. */
import type { CommandModule } from 'yargs'
import type { FlowId } from '../../engine/flowcharts/flow-node.ts'
import { print, printJson } from '../terminal/output.ts'

type Options = {
  readonly NAME: FlowId
  readonly mermaid: boolean | undefined
  readonly json: boolean | undefined
  readonly color: boolean | undefined
}

export const flow: CommandModule<object, Options> = {
  command: 'flow <NAME>',
  describe: 'Print one of the nine software distribution flows: questions, actions, where they lead, what proves them',
  builder: (args) =>
    args
      .positional('NAME', {
        type: 'string',
        choices: ['pcd', 'adv', 'cpd', 'fdr', 'slf', 'clf', 'par', 'pad', 'pai'],
        demandOption: true,
        describe:
          'pcd package creation and distribution, adv advertisement, cpd client download, fdr file delta, slf service location, clf content location, par run from DP, pad download from DP, pai internet',
      })
      .option('mermaid', { type: 'boolean', describe: 'As a mermaid flowchart' })
      .conflicts('mermaid', 'json')
      .example('$0 flow pcd', 'package creation and distribution, node by node')
      .example('$0 flow clf --mermaid', 'content location as a drawing for any mermaid viewer')
      .epilogue('Exit codes: 0 printed, 2 there is no such flow.') as never,
  async handler({ NAME, mermaid, json, color }) {
    const [{ drawFlow, flowObject }, { flowOf }, { flowWords }, { coloursFor }] = await Promise.all([
      import('../../engine/flowcharts/draw-flow.ts'),
      import('../../engine/flowcharts/flows.ts'),
      import('../explain/flow-words.ts'),
      import('../terminal/colours.ts'),
    ])
    const table = flowOf(NAME)
    if (mermaid === true) await print(drawFlow(table))
    else if (json === true) await printJson(flowObject(table))
    else await print(flowWords(table, coloursFor(process.stdout, color)))
  },
}
