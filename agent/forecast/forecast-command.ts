// `cmdp forecast`: from a scenario, or from what an agent knows; for people or as the object of the data contract.
import { AgentError } from '../errors.ts'
import { readScenario } from '../lab/read-scenario.ts'
import { print, printJson } from '../terminal/output.ts'
import { printable } from '../terminal/printable.ts'
import { forecastObject, type Forecast } from './forecast.ts'
import { forecastFromAccount } from './from-account.ts'
import { workKnownTo } from './from-agent.ts'
import { forecastFromScenario, type ThreadSetting } from './from-scenario.ts'

export type ForecastCommand = {
  readonly scenario: string | undefined
  readonly from: string | undefined
  readonly threads: ThreadSetting | undefined
  readonly json: boolean
}

export async function forecastCommand(options: ForecastCommand): Promise<void> {
  const forecast = await made(options)
  if (options.json) await printJson(forecastObject(forecast))
  else await print(`${printable(report(forecast).join('\n'))}\n`)
}

async function made({ scenario, from, threads }: ForecastCommand): Promise<Forecast> {
  if ((scenario === undefined) === (from === undefined))
    throw new AgentError('badUsage', { problem: 'Give either a scenario or --from with an agent' })
  if (scenario !== undefined) return forecastFromScenario((await readScenario(scenario)).plan, threads)
  if (threads !== undefined)
    throw new AgentError('badUsage', {
      problem: '--threads goes with a scenario: what other threads would change depends on sizes that no log tells',
    })
  return forecastFromAccount(await workKnownTo(from ?? ''))
}

function report({ asOf, finish, bottleneck, threads, jobs, bytes, distributionPoints }: Forecast): readonly string[] {
  const size = bytes === undefined ? '' : `, ${(bytes / 1024 ** 3).toFixed(1)} GB`
  const queue = `Queue       ${String(jobs.open)} distributions${size}${jobs.retrying === 0 ? '' : `, ${String(jobs.retrying)} to be tried again`}`
  if (finish === undefined)
    return [
      queue,
      jobs.open === 0
        ? 'Finish      nothing is open'
        : 'Finish      not to be told: too little has ended yet, or something never ends',
    ]
  const last = [...distributionPoints].sort((one, other) => (other.finish ?? 0) - (one.finish ?? 0)).slice(0, 5)
  return [
    queue,
    `Finish      ${moment(finish.expected)}, ${duration(finish.expected - asOf)} from ${moment(asOf)}`,
    `Range       ${moment(finish.low)} to ${moment(finish.high)}`,
    `Bottleneck  ${bottleneck}${threads === undefined ? '' : ` (threads ${threads})`}`,
    'Last to be done',
    ...last.map(({ dp, finish: end }) => `  ${dp}  ${end === undefined ? 'nothing comes' : moment(end)}`),
    ...filling(distributionPoints),
  ]
}

/** Drives that reach their reserve within a year, the first five. */
function filling(points: Forecast['distributionPoints']): readonly string[] {
  const drives = points
    .flatMap(({ dp, drives: all }) =>
      all.flatMap(({ drive, daysToReserve: days }) => (days === undefined || days > 365 ? [] : [{ dp, drive, days }])),
    )
    .sort((one, other) => one.days - other.days)
    .slice(0, 5)
  if (drives.length === 0) return []
  return [
    'Drives that fill',
    ...drives.map(({ dp, drive, days }) => `  ${dp} ${drive}  in ${days.toFixed(1)} days at this pace`),
  ]
}

const moment = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  return minutes < 120 ? `${String(minutes)} minutes` : `${(minutes / 60).toFixed(1)} hours`
}
