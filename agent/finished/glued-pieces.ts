// The text that the pieces of a wrapped line were: where a line breaks, a blank may have stood or not.

/** Texts that the pieces can have been, the most likely one first. */
export function gluedPieces(pieces: readonly string[]): readonly string[] {
  const trimmed = pieces.map((piece) => piece.trim())
  const likely = trimmed.reduce((text, piece) => text + gapBetween(text, piece) + piece)
  // A terminal breaks at a column, in the middle of a word; blanks at the break are kept.
  const texts = [likely, trimmed.join(' '), pieces.join('')]
  return texts.filter((text, i) => texts.indexOf(text) === i)
}

/** No id, hash or path holds a blank; between words there was one. */
function gapBetween(before: string, after: string): '' | ' ' {
  const end = before.slice(-100)
  const isOpen = /[\\/[(]$|[A-Za-z0-9]-$/.test(end) || (end.endsWith(':') && after.startsWith('['))
  return isOpen || (/[0-9A-F]{16}$/.test(end) && /^[0-9A-F]{2,64}(?=[\].]|$)/.test(after.slice(0, 100))) ? '' : ' '
}
