// OTLP protobuf requests read from their bytes, by the field numbers of opentelemetry-proto 1.x, into the shape that OTLP
// JSON has. Written from the proto files and not with the exporter's own library: a mistake there would be found.

type Kind =
  'string' | 'bytes' | 'hex' | 'bool' | 'int' | 'fixed64' | 'fixed32' | 'double' | 'doubles' | 'fixed64s' | Message
type Field = { readonly name: string; readonly kind: Kind; readonly repeated?: true }
type Message = { readonly fields: () => Readonly<Record<number, Field>> }

const message = (fields: () => Readonly<Record<number, Field>>): Message => ({ fields })
const one = (name: string, kind: Kind): Field => ({ name, kind })
const many = (name: string, kind: Kind): Field => ({ name, kind, repeated: true })

const anyValue: Message = message(() => ({
  1: one('stringValue', 'string'),
  2: one('boolValue', 'bool'),
  3: one('intValue', 'int'),
  4: one('doubleValue', 'double'),
  5: one('arrayValue', arrayValue),
}))
const arrayValue: Message = message(() => ({ 1: many('values', anyValue) }))
const keyValue = message(() => ({ 1: one('key', 'string'), 2: one('value', anyValue) }))
const attributes = many('attributes', keyValue)
const resource = message(() => ({ 1: attributes }))
const scope = message(() => ({ 1: one('name', 'string'), 2: one('version', 'string') }))

const event = message(() => ({ 1: one('timeUnixNano', 'fixed64'), 2: one('name', 'string'), 3: attributes }))
const link = message(() => ({ 1: one('traceId', 'hex'), 2: one('spanId', 'hex'), 4: attributes }))
const status = message(() => ({ 2: one('message', 'string'), 3: one('code', 'int') }))
const span = message(() => ({
  1: one('traceId', 'hex'),
  2: one('spanId', 'hex'),
  4: one('parentSpanId', 'hex'),
  5: one('name', 'string'),
  6: one('kind', 'int'),
  7: one('startTimeUnixNano', 'fixed64'),
  8: one('endTimeUnixNano', 'fixed64'),
  9: attributes,
  11: many('events', event),
  13: many('links', link),
  15: one('status', status),
}))
const logRecord = message(() => ({
  1: one('timeUnixNano', 'fixed64'),
  2: one('severityNumber', 'int'),
  3: one('severityText', 'string'),
  5: one('body', anyValue),
  6: attributes,
  9: one('traceId', 'hex'),
  10: one('spanId', 'hex'),
  11: one('observedTimeUnixNano', 'fixed64'),
}))
const numberPoint = message(() => ({
  2: one('startTimeUnixNano', 'fixed64'),
  3: one('timeUnixNano', 'fixed64'),
  4: one('asDouble', 'double'),
  6: one('asInt', 'fixed64'),
  7: attributes,
}))
const histogramPoint = message(() => ({
  2: one('startTimeUnixNano', 'fixed64'),
  3: one('timeUnixNano', 'fixed64'),
  4: one('count', 'fixed64'),
  5: one('sum', 'double'),
  6: one('bucketCounts', 'fixed64s'),
  7: one('explicitBounds', 'doubles'),
  9: attributes,
}))
const points = (kind: Message): Message =>
  message(() => ({
    1: many('dataPoints', kind),
    2: one('aggregationTemporality', 'int'),
    3: one('isMonotonic', 'bool'),
  }))
const metric = message(() => ({
  1: one('name', 'string'),
  2: one('description', 'string'),
  3: one('unit', 'string'),
  5: one('gauge', points(numberPoint)),
  7: one('sum', points(numberPoint)),
  9: one('histogram', points(histogramPoint)),
}))

/** Request of a signal: resources, below them scopes, below them items. */
const request = (signal: string, items: string, item: Message): Message => {
  const ofScope = message(() => ({ 1: one('scope', scope), 2: many(items, item) }))
  const ofResource = message(() => ({ 1: one('resource', resource), 2: many(`scope${signal}`, ofScope) }))
  return message(() => ({ 1: many(`resource${signal}`, ofResource) }))
}

const requests: Readonly<Record<string, Message>> = {
  '/v1/traces': request('Spans', 'spans', span),
  '/v1/logs': request('Logs', 'logRecords', logRecord),
  '/v1/metrics': request('Metrics', 'metrics', metric),
}

/** @param path the signal by its usual path; undefined for a path that has none */
export function readOtlp(path: string, bytes: Buffer): unknown {
  const wanted = requests[path]
  return wanted === undefined ? undefined : readMessage(wanted, bytes)
}

function readMessage(kind: Message, bytes: Buffer): Record<string, unknown> {
  const fields = kind.fields()
  const read: Record<string, unknown> = {}
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]
      if (byte === undefined) throw new Error('a number has no end')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const raw = (wire: number): Buffer | bigint => {
    if (wire === 0) return varint()
    const length = wire === 1 ? 8 : wire === 5 ? 4 : Number(varint())
    if (wire === 3 || wire === 4 || at + length > bytes.length) throw new Error(`wire type ${wire} at ${at}`)
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const tag = Number(varint())
    const value = raw(tag & 7)
    const field = fields[tag >> 3]
    if (field === undefined) continue
    const meaning = readValue(field.kind, value)
    if (field.repeated === true) read[field.name] = [...((read[field.name] as unknown[] | undefined) ?? []), meaning]
    else read[field.name] = meaning
  }
  return read
}

function readValue(kind: Kind, value: Buffer | bigint): unknown {
  if (typeof value === 'bigint') {
    if (kind === 'bool') return value === 1n
    if (kind === 'int') return Number(BigInt.asIntN(64, value))
    throw new Error(`a number where ${JSON.stringify(kind)} belongs`)
  }
  if (typeof kind === 'object') return readMessage(kind, value)
  switch (kind) {
    case 'string':
      return new TextDecoder('utf-8', { fatal: true }).decode(value)
    case 'hex':
      return value.toString('hex')
    case 'fixed64':
      return String(value.readBigUInt64LE())
    case 'fixed32':
      return value.readUInt32LE()
    case 'double':
      return value.readDoubleLE()
    case 'fixed64s':
      return eights(value).map((part) => String(part.readBigUInt64LE()))
    case 'doubles':
      return eights(value).map((part) => part.readDoubleLE())
    default:
      throw new Error(`bytes where ${kind} belongs`)
  }
}

const eights = (bytes: Buffer): Buffer[] =>
  Array.from({ length: bytes.length / 8 }, (_none, index) => bytes.subarray(index * 8, index * 8 + 8))
