// A textbook backtracking matcher that counts its steps. It reads the source of a real expression, so what it counts is
// the work that an engine without shortcuts has with that expression; a clock would only tell about the machine.
//
// Understands what parsers/signatures/pattern.ts writes: literals, escapes, classes, groups, |, and the quantifiers
// ? * + {m,n}, greedy or lazy. Anchored at the start; `$` only at the end.

export type Counted = { readonly fits: boolean; readonly end: number; readonly steps: number }

type Then = (at: number) => boolean
type Matcher = (at: number, then: Then) => boolean

const engines = new Map<string, Engine>()

/** Does the expression fit from `from` on, where, and after how many steps? */
export function countSteps({ source }: RegExp, text: string, from = 0): Counted {
  const engine = engines.get(source) ?? new Engine(source)
  engines.set(source, engine)
  return engine.run(text, from)
}

class Engine {
  private readonly source: string
  private readonly isAnchored: boolean
  private readonly whole: Matcher
  /** Place in the source while it is read. */
  private at = 0
  private text = ''
  private steps = 0

  constructor(source: string) {
    this.source = source
    this.isAnchored = source.endsWith('$')
    this.whole = this.alternatives()
  }

  run(text: string, from: number): Counted {
    this.text = text
    this.steps = 0
    let end = -1
    const fits = this.whole(from, (at) => {
      end = at
      return !this.isAnchored || at === text.length
    })
    return { fits, end, steps: this.steps }
  }

  private alternatives(): Matcher {
    const choices = [this.sequence()]
    while (this.source[this.at] === '|') {
      this.at++
      choices.push(this.sequence())
    }
    return choices.length === 1 ? choices[0]! : (at, then) => choices.some((choice) => choice(at, then))
  }

  private sequence(): Matcher {
    const items: Matcher[] = []
    while (this.at < this.source.length && !'|)$'.includes(this.source[this.at]!)) items.push(this.quantified())
    return (at, then) => {
      const from = (index: number, here: number): boolean =>
        index === items.length ? then(here) : items[index]!(here, (next) => from(index + 1, next))
      return from(0, at)
    }
  }

  private quantified(): Matcher {
    if (this.source[this.at] !== '(') return this.repeatedCharacter(this.character())
    this.at += this.source.startsWith('(?:', this.at) ? 3 : 1
    const inner = this.alternatives()
    this.at++
    return this.repeatedGroup(inner)
  }

  private repeatedGroup(inner: Matcher): Matcher {
    const { min, max } = this.quantifier()
    const repeat = (count: number, at: number, then: Then): boolean =>
      (count < max && inner(at, (next) => (max === 1 || next > at) && repeat(count + 1, next, then))) ||
      (count >= min && then(at))
    return (at, then) => repeat(0, at, then)
  }

  private repeatedCharacter(isMember: (code: number) => boolean): Matcher {
    const { min, max, lazy } = this.quantifier()
    const stands = (at: number): boolean => {
      this.steps++
      return at < this.text.length && isMember(this.text.charCodeAt(at))
    }
    const shortestFirst: Matcher = (at, then) => {
      for (let count = 0; ; count++) {
        if (count >= min && then(at + count)) return true
        if (count === max || !stands(at + count)) return false
      }
    }
    const longestFirst: Matcher = (at, then) => {
      let count = 0
      while (count < max && stands(at + count)) count++
      for (; count >= min; count--) {
        this.steps++
        if (then(at + count)) return true
      }
      return false
    }
    return lazy ? shortestFirst : longestFirst
  }

  private character(): (code: number) => boolean {
    const start = this.at
    if (this.source[start] === '[') this.at = this.classEnd(start)
    else this.at += this.source[start] === '\\' ? 2 : 1
    const single = new RegExp(`^${this.source.slice(start, this.at)}$`)
    const low = Array.from({ length: 256 }, (_, code) => single.test(String.fromCharCode(code)))
    return (code) => low[code] ?? single.test(String.fromCharCode(code))
  }

  private classEnd(start: number): number {
    if (this.source.startsWith('[^]', start)) return start + 3
    let end = start + 1
    while (this.source[end] !== ']') end += this.source[end] === '\\' ? 2 : 1
    return end + 1
  }

  private quantifier(): { min: number; max: number; lazy: boolean } {
    const found = /^(?:([?*+])|\{(\d+)(,?)(\d*)\})(\??)/.exec(this.source.slice(this.at))
    if (found === null) return { min: 1, max: 1, lazy: false }
    this.at += found[0].length
    const [, mark, low, comma, high, lazy] = found
    const range =
      mark === undefined
        ? { min: Number(low), max: comma === '' ? Number(low) : high === '' ? Infinity : Number(high) }
        : { min: mark === '+' ? 1 : 0, max: mark === '?' ? 1 : Infinity }
    return { ...range, lazy: lazy === '?' }
  }
}
