/** Where the screen goes: standard output, or in tests anything that takes text. */
export type Terminal = {
  readonly columns: number
  readonly rows: number
  write(text: string): void
}

export type LiveTerminal = {
  /** Shows these lines in place of the ones before. */
  show(lines: readonly string[]): void
  /** Gives the terminal back as it was. */
  leave(): void
}

const enter = '\u001b[?1049h\u001b[?25l' // second screen buffer, no cursor
const leave = '\u001b[?25h\u001b[?1049l'
const home = '\u001b[H'
const clearLine = '\u001b[K'
const clearBelow = '\u001b[J'

/** Draws on the terminal's second screen, so that what stood there before comes back at the end. */
export function liveTerminal(terminal: Terminal): LiveTerminal {
  let shown = ''
  let open = true
  terminal.write(enter)
  return {
    show(lines) {
      // One write, and each line cleared only behind its text: nothing flickers.
      const picture = lines.map((line) => line + clearLine).join('\r\n')
      if (!open || picture === shown) return
      shown = picture
      terminal.write(home + picture + clearBelow)
    },
    leave() {
      if (!open) return
      open = false
      terminal.write(leave)
    },
  }
}
