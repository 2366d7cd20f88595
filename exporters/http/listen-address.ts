/** Where to listen. `host` undefined: every address of the machine. */
export type ListenAddress = { readonly host: string | undefined; readonly port: number }

/** `127.0.0.1:9877`, `[::1]:9877`, `name:9877`, `:9877`; undefined when it is none of these. Port 0 takes a free one. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const [, bracketed, plain, digits = ''] = /^(?:\[([0-9A-Fa-f:.%a-z]+)\]|([^:[\]\s/]*)):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (digits === '' || port > 65_535) return undefined
  const host = bracketed ?? plain
  return { host: host === undefined || host === '' ? undefined : host, port }
}

/** As an operator writes it. */
export function printListenAddress({ host, port }: ListenAddress): string {
  if (host === undefined) return `:${port}`
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Is it reachable from this machine alone? */
export function isLoopback({ host }: ListenAddress): boolean {
  return host !== undefined && (host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host))
}
