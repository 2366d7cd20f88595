// The one way of text from a log, a file name, an INI or a command line to a terminal, a row of CSV or a line of our log:
// control characters (which could move the cursor, change the title or hide text), the separators that some viewers break
// a line at, and the marks that reverse the writing direction become `\x1B`, `\u202E`. JSON keeps every name, escaped.
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/g

/** Line ends and tabs stay: for text that we laid out ourselves. */
export function printable(text: string): string {
  return text.replace(obeyed, (character) => {
    const code = character.charCodeAt(0)
    const hex = code.toString(16).toUpperCase()
    return code < 256 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`
  })
}

/** The same for a place that must stay one line: line ends and tabs are shown as `\n`, `\t` too. */
export function printableLine(text: string): string {
  return printable(text).replace(/\n/g, '\\n').replace(/\t/g, '\\t')
}

/** JSON leaves DEL, the C1 controls and the marks of writing direction as they are, which a terminal obeys. */
export const printableJson = (json: string): string =>
  json.replace(obeyed, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
