// What a DP thread meets before it makes the transfer job (distribution-engine.md 6.2, step 4).
import { describe, expect, it } from 'vitest'
import { readInOrder, serverLog } from '../../support/read-lines.ts'

const start = Date.UTC(2026, 2, 10, 8)
const dp = 'PS1DP1.CONTOSO.COM'
const nal = `["Display=\\\\${dp}\\"]MSWNET:["SMS_SITE=PS1"]\\\\${dp}\\`
const begins = `DP Thread: Attempting to add or update package PS100041 on DP ${nal}`
const noNetwork = `Failed to make a network connection to \\\\${dp}\\ADMIN$ (0x35).`
const network = `Successfully made a network connection to \\\\${dp}\\ADMIN$.`
const noConnection = `Cannot establish connection to ${nal}. Error = 53`
const cleansUp = 'Error occurred. Performing error cleanup prior to returning.'
const makesJob = `~Created package transfer job to send package PS100041 to distribution point ${nal}.`

type Said = readonly [thread: number, message: string]

function told(...lines: readonly Said[]) {
  const log = serverLog('SMS_DISTRIBUTION_MANAGER', 'distmgr.log', 'PS1SITE.CONTOSO.COM')
  const { account, steps } = readInOrder(
    lines.flatMap(([thread, message], second) => log(start + second * 1_000, thread, message)),
  )
  return { ...account, failures: steps.filter(({ kind }) => kind === 'attemptFailed').length }
}
const on = (thread: number, ...messages: readonly string[]): Said[] => messages.map((message) => [thread, message])

describe('a DP that could not be reached', () => {
  it('is reached by the same thread, which makes the job: nothing is wrong', () => {
    const { distributions, failures } = told(...on(3792, begins, noNetwork, network, makesJob))
    expect(distributions).toMatchObject([{ dp, outcome: 'in-progress', stage: 'queue', node: 'PCD-22', failure: null }])
    expect(failures).toBe(1)
  })

  it('is no failure any more once it answers', () => {
    const { distributions } = told(...on(3792, begins, noNetwork, network))
    expect(distributions).toMatchObject([{ outcome: 'in-progress', failure: null }])
  })

  it('is reached by the next thread, which makes the job', () => {
    const { distributions } = told(...on(3792, begins, noConnection, cleansUp), ...on(4000, begins, network, makesJob))
    expect(distributions).toMatchObject([{ outcome: 'in-progress', node: 'PCD-22', failure: null }])
  })

  it('fails after it was reached', () => {
    const { distributions } = told(...on(3792, begins, network, noConnection, cleansUp))
    expect(distributions).toMatchObject([{ outcome: 'failure', node: 'PCD-21', failure: { class: 'network-path' } }])
  })

  it('is not healed by a thread that reached another one', () => {
    const other = network.replaceAll('DP1', 'DP2')
    const { distributions } = told(...on(3792, begins, noConnection, cleansUp), ...on(4000, other))
    expect(distributions).toMatchObject([{ dp, outcome: 'failure', failure: { class: 'network-path' } }])
  })
})
