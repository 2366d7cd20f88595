// Text from logs and libraries inside a page: markup is text, and what would hide or turn text around is shown.
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Control characters, separators and the marks of writing direction; the same that a terminal must not be given. */
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/g

export function escapeHtml(text: string): string {
  return text
    .replace(hidden, (character) => {
      const hex = character.charCodeAt(0).toString(16).toUpperCase()
      return hex.length > 2 ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`
    })
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** `2026-01-05 08:00:00` of an ISO time: what an operator compares with the clock on the wall. */
export const shortTime = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
