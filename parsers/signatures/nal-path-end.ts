import type { Text } from './placeholders.ts'

const display = '["Display='
const network = ']MSWNET:["SMS_SITE='
const afterSite = '"]\\\\'

/**
 * Where a NAL path that begins at `from` ends; -1 when there is none.
 *
 *   ["Display=\\PS1DP1.CONTOSO.COM\"]MSWNET:["SMS_SITE=PS1"]\\PS1DP1.CONTOSO.COM\
 *
 * A share may follow the server (`…\\SERVER\SMSPKGD$\`). One article has a stray blank after `\\` and one before the
 * last backslash (corpus distmgr-11); both are accepted.
 */
export function nalPathEnd(text: Text, from: number): number {
  if (!text.startsWith(display, from)) return -1
  const shown = text.indexOf(']', from + display.length)
  if (shown <= from + display.length || !text.startsWith(network, shown)) return -1
  const site = shown + network.length
  if (!isSiteCode(text, site) || !text.startsWith(afterSite, site + 3)) return -1
  const server = site + 3 + afterSite.length
  return foldersEnd(text, text.charCodeAt(server) === blank ? server + 1 : server)
}

const blank = 0x20
const backslash = 0x5c

function isSiteCode(text: Text, at: number): boolean {
  for (let i = at; i < at + 3; i++) {
    const code = text.charCodeAt(i) | 0x20 // lower case
    const letter = code >= 0x61 && code <= 0x7a
    const digit = text.charCodeAt(i) >= 0x30 && text.charCodeAt(i) <= 0x39
    if (!letter && !digit) return false
  }
  return true
}

/** One or more names, each ended by a backslash (a blank may stand before it). Position after the last; -1 when none. */
function foldersEnd(text: Text, from: number): number {
  let end = -1
  let name = from
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === backslash) {
      if (at === name) break
      end = at + 1
      name = end
    } else if (code === blank && text.charCodeAt(at + 1) !== backslash) break
  }
  return end
}
