// Date and time as Windows prints them for whoever looked at the log, in any of its regional formats. Read by structure,
// from the end: [date] [half of the day] clock [half of the day]. Every expression below ends at the end of a short text
// and takes each character in one way only.

/** Date and time of one line, as printed. */
export type ShownTime = {
  readonly date: string
  readonly time: string
  readonly ms: string | undefined
  /** `AM` or `PM`; `unknown` for a word between date and thread that we cannot tell. */
  readonly half: 'AM' | 'PM' | 'unknown' | undefined
}

/** Words for the half of the day in the regional formats of Windows, without dots, blanks and case. */
const halves: Readonly<Record<'AM' | 'PM', readonly string[]>> = {
  AM: [
    'am',
    '上午',
    '午前',
    '오전',
    'πμ',
    'ص',
    'قظ',
    'de',
    'dop',
    'öö',
    'sa',
    'pg',
    'पूर्वाह्न',
    'vm',
    'fm',
    'pd',
    'проб',
  ],
  PM: [
    'pm',
    '下午',
    '午後',
    '오후',
    'μμ',
    'م',
    'بظ',
    'du',
    'odp',
    'ös',
    'ch',
    'ptg',
    'अपराह्न',
    'nm',
    'em',
    'md',
    'слоб',
  ],
}

const halfOf = (word: string): ShownTime['half'] => {
  const plain = word.replace(/[.\s]/g, '').toLowerCase()
  if (plain === '' || plain === 't') return undefined
  if (halves.AM.includes(plain)) return 'AM'
  return halves.PM.includes(plain) ? 'PM' : 'unknown'
}

/** Letters, dots and blanks; a tab ends a column. Other scripts' letters carry marks. */
const word = String.raw`((?:\p{L}[\p{L}\p{M}]{0,11}[. \u00a0\u202f]{0,2}){0,2})`
const clockAtEnd = new RegExp(
  String.raw`(?<!\d)(\d{1,2}(?::\d\d(?::\d\d)?|\.\d\d\.\d\d))(?:[.,](\d{3,7}))?[\s\u200e\u200f]*${word}\s*$`,
  'u',
)
const halfAtEnd = new RegExp(String.raw`(?:^|[\d.\s\u200e\u200f,])${word}\s*$`, 'u')

/** A year of four figures in front. Where the blank before it was lost, only one that a log can have. */
const yearFirst =
  /(?:(?<!\d)\d{4}|(?:19|20)\d\d)(?:\. ?\d{1,2}\. ?\d{1,2}\.?|\/ ?\d{1,2}\/ ?\d{1,2}|-\d{1,2}-\d{1,2}| \d{1,2} \d{1,2})$/
/** Two figures in every place, or four in the last one. */
const yearLast = /\d{1,2}(?:\. ?\d{1,2}\. ?|\/ ?\d{1,2}\/ ?|-\d{1,2}-| \d{1,2} )(?:\d{4}|\d\d)\.?$/

/** The date and time that end the text, and the index where they begin. */
export function shownTimeAtEnd(text: string): { readonly at: number; readonly time: ShownTime } | undefined {
  const clock = clockAtEnd.exec(text) ?? gluedClock(text)
  if (clock === null) return undefined
  const before = text.slice(0, clock.index)
  const front = halfAtEnd.exec(before)?.[1] ?? ''
  const dated = before.slice(0, before.trimEnd().length - front.trimEnd().length).replace(/[,\s\u200e\u200f]+$/, '')
  const date = (yearFirst.exec(dated) ?? yearLast.exec(dated))?.[0]
  if (date === undefined) return undefined
  // With two figures nothing shows where a year ends and an hour begins.
  if (dated.length === before.length && !/\d{4}\.?$/.test(date) && !/^\d{4}/.test(date)) return undefined
  const half = halfOf(front) ?? halfOf(clock[3] ?? '')
  return {
    at: dated.length - date.length,
    time: { date, time: clock[1] ?? '', ms: clock[2]?.slice(0, 3), half },
  }
}

/** `07.08.201200:12:55`: the year's four figures and the hour's two. */
const gluedAtEnd = new RegExp(String.raw`(?<=\d{4})(\d\d:\d\d(?::\d\d)?)(?:[.,](\d{3,7}))?\s*${word}\s*$`, 'u')

const gluedClock = (text: string): RegExpExecArray | null => gluedAtEnd.exec(text)
