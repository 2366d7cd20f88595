/** Longest label value kept, in UTF-16 units; a DP's FQDN has at most 255 characters. */
const longest = 255

// Control characters (a NUL ends the scrape for some readers), halves of characters that UTF-8 cannot hold (they would
// make two series one) and the comma (prom-client joins label values with it, so `a,dp:b` could pass for two labels).
const unsafe = /[\p{Cc}\p{Cs},]/gu

/** A value from a log as it may stand in a label: well-formed, one line, bounded. Pure. */
export function labelValue(text: string): string {
  const bounded = text.length > longest ? text.slice(0, longest) : text
  return bounded.replace(unsafe, '\ufffd')
}
