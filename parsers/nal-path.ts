/** How Configuration Manager names a distribution point: display name, network type, site and server in one text. */
export type NalPath = {
  /** Host name as printed, without backslashes; letter case differs from line to line for the same machine. */
  readonly server: string
  /** Three characters, as printed. */
  readonly siteCode: string
  /** Between `Display=` and its bracket, as printed; undefined in the short form. */
  readonly display: string | undefined
}

/**
 * `["Display=\\PS1DP1.CONTOSO.COM\"]MSWNET:["SMS_SITE=PS1"]\\PS1DP1.CONTOSO.COM\` at the start of the text, or the short
 * form `MSWNET:["SMS_SITE=SS1"]\\COMPUTERNAME.COM\SMSSIG$\…` without display name. Articles lose a backslash before a
 * quotation mark or put a blank behind `\\` and before the last `\` (log-formats 9); both are read. The server is the one
 * of the address: what stands in `Display=` is a label that may say anything.
 */
const nal =
  /^(?:\["Display=([^\]"]{0,300})"\])?[A-Z]{2,20}:\["SMS_SITE=([A-Za-z0-9]{3})"\]\\\\ ?([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_])?) ?(?=[\\\s"~]|$)/

/** The parts of a NAL path; undefined for anything else, placeholders (`<DPNALPATH>`) and illegal host names included. */
export function readNalPath(text: string): NalPath | undefined {
  const match = nal.exec(text)
  if (match === null) return undefined
  const [, display, siteCode = '', server = ''] = match
  return { server, siteCode, display: display?.replace(/^\\+ ?| ?\\+$/g, '') }
}
