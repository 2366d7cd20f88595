// Clients of no good will, and the addresses that are listened on.
import { describe, expect, it } from 'vitest'
import { ListenError } from '../../../exporters/index.ts'
import { aDistribution, ask, httpAtHand, rawConnection, serving } from '../../support/http-at-hand.ts'

describe('clients of no good will', () => {
  it('that bring a body nobody asked for are answered and let go', async () => {
    const { url } = await serving()
    const raw = await rawConnection(url)
    raw.socket.write('GET /-/healthy HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n')
    const answer = await raw.closed
    expect(answer).toContain('200 OK')
    expect(answer.toLowerCase()).toContain('connection: close')
  })

  it('that send headers without end are refused', async () => {
    const { url } = await serving()
    const raw = await rawConnection(url)
    raw.socket.write(`GET / HTTP/1.1\r\nHost: x\r\n${'x-a: b\r\n'.repeat(10_000)}`)
    expect(await raw.closed).toContain('431')
  })

  it('that speak no HTTP are refused', async () => {
    const { url } = await serving()
    const raw = await rawConnection(url)
    raw.socket.write('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03')
    expect(await raw.closed).toContain('400 Bad Request')
  })

  it('that leave before the answer harm nobody', async () => {
    const { url, failures } = await serving({
      distributions: function* () {
        for (let index = 0; index < 50_000; index += 1) yield aDistribution()
      },
    })
    const raw = await rawConnection(url)
    raw.socket.write('GET /api/v1/distributions HTTP/1.1\r\nHost: localhost\r\n\r\n')
    raw.socket.once('data', () => raw.socket.destroy())
    await raw.closed
    expect((await ask(url, '/-/healthy')).status).toBe(200)
    expect(failures).toEqual([])
  })

  it('that hold every connection and ask nothing more make room for the next that comes', async () => {
    const { url } = await serving()
    const idle = await Promise.all(Array.from({ length: 128 }, () => rawConnection(url)))
    for (const { socket } of idle) {
      const answered = new Promise((resolve) => socket.once('data', resolve))
      socket.write('GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n')
      await answered
    }
    await expect(ask(url, '/-/healthy')).rejects.toThrow() // the 129th is dropped, and the idle ones are let go
    await Promise.all(idle.map(({ closed }) => closed))
    expect((await ask(url, '/-/healthy')).status).toBe(200)
  })

  it('do not keep the server from ending', async () => {
    const server = await httpAtHand()
    const idle = await rawConnection(server.url)
    const halfway = await rawConnection(server.url)
    halfway.socket.write('GET / HTTP/1.1\r\nHost: ')
    await server.close()
    await Promise.all([idle.closed, halfway.closed])
    await expect(ask(server.url, '/-/healthy')).rejects.toThrow(/ECONNREFUSED/)
  })
})

describe('listening', () => {
  it('on several addresses, IPv6 too', async () => {
    const { addresses } = await serving({}, { listen: ['127.0.0.1:0', '[::1]:0'] })
    expect(addresses).toHaveLength(2)
    for (const address of addresses) expect((await ask(`http://${address}`, '/-/healthy')).status).toBe(200)
    expect(addresses[1]).toMatch(/^\[::1\]:\d+$/)
  })

  it('on a port in use is refused with words, and leaves nothing open', async () => {
    const { addresses } = await serving()
    const taken = addresses[0] ?? ''
    const refused = await httpAtHand({}, { listen: ['127.0.0.1:0', taken] }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ListenError)
    expect(refused).toMatchObject({ code: 'EADDRINUSE', address: taken })
    expect(String(refused)).toContain(`Cannot listen on ${taken}: the port is in use by another program`)
  })

  it.each([
    ['9877', 'EINVAL'],
    ['203.0.113.7:0', 'EADDRNOTAVAIL'],
  ])('on %s is refused with %s', async (address, code) => {
    await expect(httpAtHand({}, { listen: [address] })).rejects.toMatchObject({ code })
  })
})
