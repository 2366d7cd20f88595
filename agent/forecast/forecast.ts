import { isoTime } from '../account-objects.ts'

/** When the queue is done, and what holds it up. Times in milliseconds since 1970 UTC. */
export type Forecast = {
  readonly asOf: number
  readonly finish: { readonly expected: number; readonly low: number; readonly high: number } | undefined
  readonly bottleneck: string
  /** `3x5`; undefined where no setting is known. */
  readonly threads: string | undefined
  readonly jobs: { readonly open: number; readonly done: number; readonly retrying: number }
  /** Still to be sent; undefined where no size is known. */
  readonly bytes: number | undefined
  readonly distributionPoints: readonly DpForecast[]
}

export type DpForecast = {
  readonly dp: string
  readonly finish: number | undefined
  readonly drives: readonly DriveForecast[]
}

export type DriveForecast = {
  readonly drive: string
  readonly freeBytes: number
  /** undefined: it does not fill. */
  readonly daysToReserve: number | undefined
}

/** The object of the data contract. */
export const forecastObject = ({ asOf, finish, bottleneck, threads, jobs, bytes, distributionPoints }: Forecast) => ({
  asOf: isoTime(asOf),
  finish: finish === undefined ? null : mapValues(finish),
  bottleneck,
  threads: threads ?? null,
  jobs,
  bytes: bytes ?? null,
  distributionPoints: distributionPoints.map(({ dp, finish: end, drives }) => ({
    dp,
    finish: isoTime(end),
    drives: drives.map(({ drive, freeBytes, daysToReserve }) => ({
      drive,
      freeBytes,
      daysToReserve: daysToReserve ?? null,
    })),
  })),
})

const mapValues = ({ expected, low, high }: NonNullable<Forecast['finish']>) => ({
  expected: isoTime(expected),
  low: isoTime(low),
  high: isoTime(high),
})
