// Component names that viewers print as a column. Only a known name makes a column: a message may itself end in
// `… as thread ID 3648 (0xE40)`.

/** Names seen in public copies that do not follow the rule for site-server components. */
const named: readonly string[] = [
  'Configuration Manager Setup',
  'ContentTransferManager',
  'DataTransferService',
  'MP_RelayEndpoint',
  'MS_LAN_SENDER', // SMS_LAN_SENDER, as an article lost its first letter
  'PullDP',
  'SMS DP Provider',
  'SMS Provider',
  'SMSDPProvider',
  'SMSPXE',
  'SMS_Distribution_Point_Monitoring',
]

const knownNames = new Set(named)

/** Every thread component of SMS_EXECUTIVE is named like `SMS_DISTRIBUTION_MANAGER`. */
const siteServerName = /SMS_[A-Z][A-Z_]{2,59}$/

export const isComponent = (text: string): boolean =>
  knownNames.has(text) || (text.length <= 63 && siteServerName.exec(text)?.index === 0)

/** The component that ends the text, with or without a blank before it; undefined when none does. */
export function componentAtEnd(text: string): string | undefined {
  const end = text.slice(-64)
  return named.find((name) => end.endsWith(name) && name !== 'MS_LAN_SENDER') ?? siteServerName.exec(end)?.[0]
}
