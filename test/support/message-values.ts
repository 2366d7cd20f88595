// Random values for the holes of a template: what each placeholder allows.
import fc from 'fast-check'
import { characterSet } from '../../parsers/signatures/character-set.ts'
import { placeholders, type Placeholder, type PlaceholderName } from '../../parsers/signatures/placeholders.ts'

const pick = (characters: string, min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...characters), minLength: min, maxLength: max })

const host = pick('ABCXYZ019', 1, 12).map((name) => `${name}.CONTOSO.COM`)
const siteCode = pick('ABCPS0129', 3, 3)
/** A serial number of five hex digits; with other letters it may be one that somebody made unreadable. */
const packageId = fc.tuple(siteCode, pick('0123456789ABCDEF', 5, 5)).map((parts) => parts.join(''))

/** Values with an inner structure; a test checks that each look is covered here and that the values fit it. */
const structured: Readonly<Record<string, fc.Arbitrary<string>>> = {
  packageId,
  server: host,
  contentId: fc.oneof(
    fc.tuple(packageId, fc.nat(99)).map(([id, version]) => `${id}.${String(version)}`),
    fc.uuid().map((id) => `Content_${id}.1`),
    fc.uuid(),
  ),
  pkgordp: fc.oneof(packageId, pick('0123456789', 1, 9)),
  pkgver: fc.tuple(packageId, fc.nat(999)).map(([id, version]) => `${id}.${String(version)}`),
  nalPath: fc
    .tuple(host, siteCode, fc.constantFrom('', 'SMSPKGD$\\'))
    .map(([dp, site, share]) => `["Display=\\\\${dp}\\"]MSWNET:["SMS_SITE=${site}"]\\\\${dp}\\${share}`),
  share: pick('ABCdef_0', 1, 10).map((name) => `${name}$`),
  threadId: fc.integer({ min: 0, max: 0xffffffff }).map(String),
  threadIdBareHex: fc.integer({ min: 0, max: 0xffffffff }).map((id) => id.toString(16).toUpperCase()),
  win32Code: fc.oneof(fc.nat(0xffff), fc.integer({ min: 0, max: 0xffffffff })).map(String),
  threadIdHex: fc.integer({ min: 0, max: 0xffffffff }).map((id) => `0x${id.toString(16).toUpperCase()}`),
  resultCode: fc
    .tuple(fc.constantFrom('0x', '0X'), pick('0123456789ABCDEFabcdef', 8, 8))
    .map((parts) => parts.join('')),
  resultCodeHex: fc.integer({ min: 0, max: 0xffffffff }).map((code) => `0x${code.toString(16)}`),
  op: fc.constantFrom('INSERT', 'UPDATE', 'DELETE'),
  guid: fc.uuid().map((id) => `{${id.toUpperCase()}}`),
  guid2: fc.uuid().map((id) => `{${id}}`),
  state: fc.tuple(fc.nat(20), pick('DownloadingSignature ', 1, 20)).map(([n, words]) => `${String(n)}-${words}`),
}

/**
 * A value as a component could write it. Any text holds no blank, so that it cannot be taken for a literal, and ends with
 * a letter, so that its end cannot be taken for an optional part.
 */
export function valueOf(name: PlaceholderName): fc.Arbitrary<string> {
  const looks: Placeholder = placeholders[name]
  const own = structured[name]
  if (own !== undefined) return own
  if (looks.chars === 'any') return pick('abcXYZ019\\:._-$%ä…', 0, 40).map((text) => `${text}x`)
  const { low } = characterSet(looks.chars)
  const printable = [...low.keys()].filter((code) => low[code] === 1 && code > 0x20 && code < 0x7f && code !== 0x7e)
  const characters = printable.map((code) => String.fromCharCode(code)).join('')
  const min = looks.min ?? 0
  return pick(characters, min, Math.min(looks.max ?? 12, Math.max(min, 12)))
}
