/**
 * Text from a log, a file name or a command line, safe to show on a terminal: control characters (which could move the
 * cursor, change the title or hide text) and the marks that reverse the writing direction become `\x1B`, `\u202E`.
 * Line ends and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => {
      const code = character.charCodeAt(0)
      const hex = code.toString(16).toUpperCase()
      return code < 256 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex}`
    },
  )
}

/** The same for a place that must stay one line: line ends and tabs are shown as `\n`, `\t` too. */
export function printableLine(text: string): string {
  return printable(text).replace(/\n/g, '\\n').replace(/\t/g, '\\t')
}
