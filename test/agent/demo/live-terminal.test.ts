import { describe, expect, it } from 'vitest'
import { liveTerminal } from '../../../agent/demo/live-terminal.ts'

function recorded() {
  const written: string[] = []
  const screen = liveTerminal({ columns: 80, rows: 24, write: (text) => void written.push(text) })
  return { written, screen }
}

describe('liveTerminal', () => {
  it('draws in place, and only what changed', () => {
    const { written, screen } = recorded()
    screen.show(['one', 'two'])
    screen.show(['one', 'two'])
    expect(written).toEqual(['\u001b[?1049h\u001b[?25l', '\u001b[Hone\u001b[K\r\ntwo\u001b[K\u001b[J'])
  })

  it('gives the terminal back once, and draws no more', () => {
    const { written, screen } = recorded()
    screen.leave()
    screen.leave()
    screen.show(['late'])
    expect(written.slice(1)).toEqual(['\u001b[?25h\u001b[?1049l'])
  })
})
