// Clients that send or read as slowly as they can, in real time: the server lets go of them, and answers others meanwhile.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aDistribution, httpAtHand, rawConnection, type HttpAtHand } from '../support/http-at-hand.ts'

let server: HttpAtHand
/** Called when an answer is given up or comes to its end, with how many distributions were asked for. */
let answerEnded = (_taken: number): void => undefined
beforeAll(async () => {
  server = await httpAtHand({
    distributions: function* () {
      let taken = 0
      try {
        for (; taken < distributions; taken += 1) yield aDistribution({ attempts: taken })
      } finally {
        answerEnded(taken)
      }
    },
  })
})
afterAll(() => server.close())

const distributions = 1_000_000

const healthy = async (): Promise<number> => (await fetch(`${server.url}/-/healthy`)).status

it('one that sends a header a second is refused after a while', async () => {
  const { socket, closed } = await rawConnection(server.url)
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n')
  const drip = setInterval(() => socket.write('x-slow: 1\r\n'), 1_000)
  expect(await healthy()).toBe(200)
  const answer = await closed
  clearInterval(drip)
  expect(answer).toContain('408 Request Timeout')
})

it('one that never reads a long answer is cut off, and costs little memory until then', async () => {
  const { socket, closed } = await rawConnection(server.url)
  socket.pause()
  const givenUp = new Promise<number>((resolve) => (answerEnded = resolve))
  const before = process.memoryUsage().rss
  socket.write('GET /api/v1/distributions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  expect(await givenUp).toBeLessThan(distributions) // after a minute at the latest
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
  expect(await healthy()).toBe(200)
  socket.resume()
  const answer = await closed
  expect(answer).toContain('200 OK')
  expect(answer.endsWith(']}\n')).toBe(false)
})
