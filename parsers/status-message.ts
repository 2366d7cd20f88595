/** A STATMSG line's fields; what is absent in the line is undefined. */
export type StatusMessage = {
  readonly id: number
  readonly severity: 'I' | 'W' | 'E' | undefined
  readonly component: string | undefined
  /** SYS: name of the machine that raised it, as printed. */
  readonly system: string | undefined
  readonly site: string | undefined
  readonly processId: number | undefined
  readonly threadId: number | undefined
  /** GMTDATE, milliseconds since 1970 UTC. */
  readonly gmt: number | undefined
  /** ISTR0 … ISTR9 in order, as printed. */
  readonly strings: readonly string[]
  /** AIDn -> AVALn: 400 package id, 404 NAL path of the DP, 410 package version. */
  readonly attributes: Readonly<Record<string, string>>
}
