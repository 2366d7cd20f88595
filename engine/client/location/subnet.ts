// Addresses and the subnets they lie in, IPv4 and IPv6, as boundaries name them: `10.1.0.0/16`.

export type Address = { readonly bits: 32 | 128; readonly value: bigint }

/** undefined for anything that is no address. */
export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? version6(text) : version4(text)
}

/** Whether the address lies in the subnet; false when one of them is none. */
export function isInSubnet(address: string, subnet: string): boolean {
  const [base = '', length] = subnet.split('/')
  const one = parseAddress(address)
  const other = parseAddress(base)
  if (one === undefined || other === undefined || one.bits !== other.bits) return false
  const prefix = length === undefined ? one.bits : Number(length)
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > one.bits) return false
  const shift = BigInt(one.bits - prefix)
  return one.value >> shift === other.value >> shift
}

export const isInOneOf = (address: string, subnets: readonly string[]): boolean =>
  subnets.some((subnet) => isInSubnet(address, subnet))

function version4(text: string): Address | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined
  return { bits: 32, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) }
}

function version6(text: string): Address | undefined {
  const [head = '', tail, more] = text.split('::')
  if (more !== undefined) return undefined
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const before = groups(head)
  const after = groups(tail ?? '')
  const missing = 8 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...before, ...Array<string>(tail === undefined ? 0 : missing).fill('0'), ...after]
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return { bits: 128, value: all.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n) }
}
