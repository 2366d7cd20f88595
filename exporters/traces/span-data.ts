/** A finished span, ready to be sent. Times are event times, milliseconds since 1970 UTC. */
export type SpanData = {
  readonly traceId: string
  readonly spanId: string
  /** undefined for the span a trace begins with. */
  readonly parentSpanId: string | undefined
  readonly name: string
  readonly kind: 'server' | 'internal'
  readonly startedAt: number
  readonly endedAt: number
  readonly attributes: Attributes
  readonly events: readonly SpanEvent[]
  readonly links: readonly SpanLink[]
  /** What went wrong, in few words; undefined when nothing did. */
  readonly error: string | undefined
}

export type Attributes = Readonly<Record<string, string | number | boolean>>
export type SpanEvent = { readonly name: string; readonly at: number; readonly attributes: Attributes }
export type SpanLink = { readonly traceId: string; readonly spanId: string }
