// Which place of a copied date is the day, which the month and which the year. One copy has one regional format, so what one
// of its lines shows holds for all lines whose dates have the same shape.
import type { ViewedLine } from '../layouts/viewer.ts'
import { readStatusMessage } from '../status-message.ts'
import { day, readShownStamp, type ShownStamp, type Stamp } from '../timestamp.ts'

type Order = keyof ShownStamp

const orders: readonly Order[] = ['monthFirst', 'dayFirst', 'yearFirst']

/** A line's date and all it can mean by its own figures. */
export type ShownReading = {
  /** `n/n/nnnn` */
  readonly shape: string
  readonly times: ShownStamp
  readonly precision: Stamp['precision']
}

export type ShownOrder = {
  /** What the line's date can mean; undefined for a line that shows none. Lines that come later may be needed to tell. */
  learn(line: ViewedLine): ShownReading | undefined
  /** Is there no date left of which two readings stand open? */
  readonly settled: boolean
  /** The date by what was learned so far; its time is undefined as long as it stays open. */
  stamp(reading: ShownReading | undefined): Stamp | undefined
}

export function shownOrder(): ShownOrder {
  /** Shape -> the orders that fit all its lines. */
  const fitting = new Map<string, readonly Order[]>()
  const open = new Set<string>()

  const timesOf = ({ shape, times }: ShownReading): number[] => {
    const known = (among: readonly Order[]): number[] =>
      among.map((order) => times[order]).filter((time) => time !== undefined)
    const fit = known(fitting.get(shape) ?? orders)
    return [...new Set(fit.length > 0 ? fit : known(orders))]
  }

  return {
    learn(line) {
      const { shown } = line
      if (shown === undefined) return undefined
      const times = readShownStamp(shown.date, shown.time, shown.half, shown.ms)
      const shape = shapeOf(shown.date)
      const reading = { shape, times, precision: shown.ms === undefined ? 's' : 'ms' } as const
      const possible = possibleOrders(times, line.message)
      const before = fitting.get(shape) ?? orders
      const both = before.filter((order) => possible.includes(order))
      // Two copies in one text: the later one speaks for what follows.
      if (possible.length > 0) fitting.set(shape, both.length > 0 ? both : possible)
      if (fitting.get(shape)?.length === 1) open.delete(shape)
      else if (timesOf(reading).length > 1) open.add(shape)
      return reading
    },
    get settled() {
      return open.size === 0
    },
    stamp(reading) {
      if (reading === undefined) return undefined
      const times = timesOf(reading)
      return {
        localTime: times.length === 1 ? times[0] : undefined,
        biasMinutes: undefined,
        precision: reading.precision,
      }
    },
  }
}

const shapeOf = (date: string): string =>
  date.replace(/\d+/g, (figures) => (figures.length > 2 ? 'nnnn' : 'n')).replace(/ /g, '')

/** Orders in which the date exists and, in a line that prints its GMTDATE, is less than a day from it. */
function possibleOrders(times: ShownStamp, message: string): readonly Order[] {
  const existing = orders.filter((order) => times[order] !== undefined)
  const gmt = existing.length > 1 ? readStatusMessage(message)?.gmt : undefined
  const near = existing.filter((order) => gmt === undefined || Math.abs((times[order] ?? 0) - gmt) <= day)
  return near.length > 0 ? near : existing
}
