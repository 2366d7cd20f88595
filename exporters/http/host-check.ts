// A web page anywhere can make a browser inside the network ask this server, under a name of the page's own that it lets
// point here (DNS rebinding), and read the answer. The page and the API therefore answer only under names that are
// known to be ours: addresses, localhost, and the names the agent was given. Pure.

/** @param header the Host header, `name:port` */
export function isOwnHost(header: string | undefined, ownNames: readonly string[]): boolean {
  if (header === undefined) return true // HTTP/1.0: no browser leaves it out
  const name = hostName(header)
  if (name === undefined) return false
  return isAddress(name) || name === 'localhost' || ownNames.some((own) => own.toLowerCase() === name)
}

/** Does the Origin header, when there is one, name the host that was asked? Only then may a browser change something. */
export function isSameOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true
  return host !== undefined && origin.replace(/^https?:\/\//i, '').toLowerCase() === host.toLowerCase()
}

function hostName(header: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]\s]+))(?::\d{1,5})?$/.exec(header) ?? []
  return (bracketed ?? plain)?.toLowerCase().replace(/\.$/, '')
}

/** An address needs no name server, so none can lie about it. */
function isAddress(name: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name) || (name.includes(':') && /^[0-9a-f:.]+$/.test(name))
}
