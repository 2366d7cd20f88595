// How the demo is shown: a live screen on a terminal, lines of change elsewhere, nothing but the account with --json.
import type { Colours } from '../terminal/colours.ts'
import { changeTeller, summary } from './demo-lines.ts'
import { demoScreen } from './demo-screen.ts'
import type { Row } from './demo-view.ts'
import { liveTerminal, type Terminal } from './live-terminal.ts'

export type Display = {
  /** @param runningSeconds  since the demo began */
  show(rows: readonly Row[], runningSeconds: number): void
  /** The last picture, which stays. */
  end(rows: readonly Row[]): void
  /** Gives the terminal back, whatever happened. */
  leave(): void
}

/** @param heading  lines about the whole: title, addresses, how it ends */
export function screenDisplay(terminal: Terminal, colours: Colours, heading: readonly string[]): Display {
  const live = liveTerminal(terminal)
  return {
    show(rows, runningSeconds) {
      const { columns: width, rows: height } = terminal
      live.show(demoScreen({ rows, colours, width, height, runningSeconds, heading }))
    },
    end(rows) {
      live.leave()
      terminal.write(asText([...heading.slice(0, 1), ...summary(rows, colours, Math.min(terminal.columns, 120))]))
    },
    leave: () => live.leave(),
  }
}

export function lineDisplay(terminal: Terminal, colours: Colours, heading: readonly string[]): Display {
  const changes = changeTeller()
  terminal.write(asText([...heading, '']))
  return {
    show: (rows, runningSeconds) => terminal.write(asText(changes(rows, runningSeconds))),
    end: (rows) => terminal.write(asText(['', ...summary(rows, colours, Math.min(terminal.columns, 120))])),
    leave: () => undefined,
  }
}

const asText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
