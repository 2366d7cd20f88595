// What both ends must agree on before they can compare signatures: it is not in the signature file (rdc 3.3).
import { assumedSignatureParameters } from '../assumptions.ts'

export type RdcParameters = {
  /** Bytes under the rolling hash. */
  readonly window: number
  /** Bytes on either side of a cut in which no hash may be as great. */
  readonly horizon: number
}

/** Limits of the Windows library; an odd window would make the hash blind to order (rdc 2.2). */
export const parameterLimits = { window: { least: 2, most: 96 }, horizon: { least: 128, most: 16_384 } } as const

/** Of signatures of files, when nothing else is asked for. */
export const fileParameters: RdcParameters = assumedSignatureParameters

/** Of signatures of signatures. */
export const recursionParameters: RdcParameters = { window: 2, horizon: 128 }

/** A chunk's length has 16 bits. */
export const longestChunk = 65_535

/** Levels of recursion that the Windows library knows. */
export const mostLevels = 8

/**
 * Why these cannot be used, in words; undefined when they can.
 *
 * @param given  how they were written
 */
export function parameterFault(
  { window, horizon }: RdcParameters,
  given: Readonly<Record<keyof RdcParameters, unknown>> = { window, horizon },
): string | undefined {
  if (!within(window, parameterLimits.window) || window % 2 !== 0) {
    const { least, most } = parameterLimits.window
    return `the window is an even number of bytes from ${least} to ${most}, not ${String(given.window)}`
  }
  if (!within(horizon, parameterLimits.horizon)) {
    const { least, most } = parameterLimits.horizon
    return `the horizon is a number of bytes from ${least} to ${most}, not ${String(given.horizon)}`
  }
  return undefined
}

const within = (value: number, { least, most }: { readonly least: number; readonly most: number }): boolean =>
  Number.isInteger(value) && value >= least && value <= most
