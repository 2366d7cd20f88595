import pc from 'picocolors'

export type Colours = ReturnType<typeof pc.createColors>

/**
 * Colours for what goes to `stream`: on a terminal, unless `--no-color` or NO_COLOR says otherwise; `--color` asks for
 * them elsewhere too (a pager). Off, every function gives its text back as it is.
 *
 * @param wanted  what the option `color` says; undefined when it is not given
 */
export function coloursFor(
  stream: { readonly isTTY?: boolean },
  wanted: boolean | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Colours {
  const off = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb'
  return pc.createColors(wanted ?? (stream.isTTY === true && !off))
}
