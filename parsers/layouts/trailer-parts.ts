// Where the parts of a site-server trailer stand: `$$<component><stamp><thread=…>`. Looks at each byte once or twice and
// makes no text; what the parts mean is site-server.ts's affair.

const [tab, space, dollar, less, greater] = [0x09, 0x20, 0x24, 0x3c, 0x3e]

/** `thread=`, with which the last part begins. */
const threadKey = [0x74, 0x68, 0x72, 0x65, 0x61, 0x64, 0x3d]

/** Longest text between two angle brackets that is taken for a part; a zone's name is the longest real one. */
const longestPart = 200

/** Indices into the bytes; a start stands behind its `<`, an end on its `>`. */
export type TrailerParts = {
  /** First `$`. */
  readonly at: number
  readonly component: number
  readonly componentEnd: number
  readonly stamp: number
  readonly stampEnd: number
  /** Behind `thread=`; -1 when the part is missing, as in the setup log. */
  readonly thread: number
  readonly threadEnd: number
  /** Behind the last `>`. */
  readonly end: number
  /** The end of the text cuts the trailer, somewhere behind the start of its stamp. */
  readonly cut: boolean
}

/** The trailer that ends bytes[start, end), blanks behind it allowed: one pass backwards. */
export function partsAtEnd(bytes: Uint8Array, start: number, end: number): TrailerParts | undefined {
  const close = withoutBlanks(bytes, start, end)
  const last = partBefore(bytes, start, close)
  if (last < 0) return undefined
  const threaded = isThread(bytes, last)
  const stamp = threaded ? partBefore(bytes, start, last - 1) : last
  const component = stamp < 0 ? -1 : partBefore(bytes, start, stamp - 1)
  if (component < start + 2 || bytes[component - 2] !== dollar) return undefined
  return {
    at: component - 3 >= start && bytes[component - 3] === dollar ? component - 3 : component - 2,
    component,
    componentEnd: stamp - 2,
    stamp,
    stampEnd: threaded ? last - 2 : close - 1,
    thread: threaded ? last + threadKey.length : -1,
    threadEnd: close - 1,
    end: close,
    cut: false,
  }
}

/** Start of the part whose `>` is the byte before `close`; -1 when there is none. */
function partBefore(bytes: Uint8Array, start: number, close: number): number {
  if (bytes[close - 1] !== greater) return -1
  const lowest = Math.max(start, close - longestPart - 2)
  for (let i = close - 2; i >= lowest; i--) {
    const byte = bytes[i]
    if (byte === less) return i + 1
    if (byte === greater) return -1
  }
  return -1
}

function isThread(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < threadKey.length; i++) if (bytes[at + i] !== threadKey[i]) return false
  return true
}

/** The first trailer in bytes[from, end), complete or cut by the end. */
export function nextParts(bytes: Uint8Array, from: number, end: number): TrailerParts | undefined {
  for (let i = from; i + 1 < end; i++) {
    if (bytes[i] !== dollar || bytes[i + 1] !== less) continue
    const parts = partsFrom(bytes, i > from && bytes[i - 1] === dollar ? i - 1 : i, i + 2, end)
    if (parts !== undefined) return parts
  }
  return undefined
}

function partsFrom(bytes: Uint8Array, at: number, component: number, end: number): TrailerParts | undefined {
  const componentEnd = partEnd(bytes, component, end)
  const stamp = componentEnd + 2
  if (componentEnd < 0 || stamp >= end || bytes[componentEnd + 1] !== less) return undefined
  const stampEnd = partEnd(bytes, stamp, end)
  if (stampEnd < 0) return undefined
  const found = { at, component, componentEnd, stamp, stampEnd, thread: -1, threadEnd: -1 }
  if (stampEnd === end) return { ...found, end, cut: true }
  const last = stampEnd + 2
  const threaded = last <= end && bytes[stampEnd + 1] === less && beginsThread(bytes, last, end)
  const threadEnd = threaded ? partEnd(bytes, last, end) : -1
  if (threadEnd < 0) return { ...found, end: stampEnd + 1, cut: false }
  if (threadEnd === end) return { ...found, end, cut: true }
  return { ...found, thread: last + threadKey.length, threadEnd, end: threadEnd + 1, cut: false }
}

/** Index of the `>` that ends a part, or `end` when the text ends first; -1 when it is no part. */
function partEnd(bytes: Uint8Array, at: number, end: number): number {
  const highest = Math.min(end, at + longestPart + 1)
  for (let i = at; i < highest; i++) {
    const byte = bytes[i]
    if (byte === greater) return i
    if (byte === less) return -1
  }
  return highest === end ? end : -1
}

/** `thread=`, or as much of it as the end of the text leaves. */
function beginsThread(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = 0; i < threadKey.length && at + i < end; i++) if (bytes[at + i] !== threadKey[i]) return false
  return true
}

const isBlank = (byte: number | undefined): boolean => byte === space || byte === tab

/** Index behind the last byte of bytes[start, end) that is no blank: the gap before a trailer is none of the message. */
export function withoutBlanks(bytes: Uint8Array, start: number, end: number): number {
  let last = end
  while (last > start && isBlank(bytes[last - 1])) last--
  return last
}
