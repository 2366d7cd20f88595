// How the demo is shown: a live screen on a terminal, lines of change elsewhere, nothing but the account with --json.
import type { Colours } from '../terminal/colours.ts'
import { changeTeller, summary } from './demo-lines.ts'
import { libraryLines, libraryTeller, type ShownLibrary } from './demo-library-view.ts'
import { demoScreen } from './demo-screen.ts'
import type { Row } from './demo-view.ts'
import { liveTerminal, type Terminal } from './live-terminal.ts'

export type Display = {
  /** @param runningSeconds  since the demo began */
  show(rows: readonly Row[], runningSeconds: number, library: ShownLibrary | undefined): void
  /** The last picture, which stays. */
  end(rows: readonly Row[], library: ShownLibrary | undefined): void
  /** Gives the terminal back, whatever happened. */
  leave(): void
}

/** @param heading  lines about the whole: title, addresses, how it ends */
export function screenDisplay(terminal: Terminal, colours: Colours, heading: readonly string[]): Display {
  const live = liveTerminal(terminal)
  return {
    show(rows, runningSeconds, library) {
      const { columns: width, rows: height } = terminal
      live.show(demoScreen({ rows, colours, width, height, runningSeconds, heading, library }))
    },
    end(rows, library) {
      live.leave()
      terminal.write(asText([...heading.slice(0, 1), ...account(rows, library, terminal, colours)]))
    },
    leave: () => live.leave(),
  }
}

export function lineDisplay(terminal: Terminal, colours: Colours, heading: readonly string[]): Display {
  const changes = changeTeller()
  const libraryChanges = libraryTeller(colours)
  terminal.write(asText([...heading, '']))
  return {
    show: (rows, runningSeconds, library) =>
      terminal.write(asText([...changes(rows, runningSeconds), ...libraryChanges(library, widthOf(terminal))])),
    end: (rows, library) => terminal.write(asText(['', ...account(rows, library, terminal, colours)])),
    leave: () => undefined,
  }
}

const widthOf = ({ columns }: Terminal): number => Math.min(columns, 120)

const account = (
  rows: readonly Row[],
  library: ShownLibrary | undefined,
  terminal: Terminal,
  colours: Colours,
): readonly string[] => [
  ...summary(rows, colours, widthOf(terminal)),
  ...(library === undefined ? [] : ['', ...libraryLines(library, colours, widthOf(terminal))]),
]

const asText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
