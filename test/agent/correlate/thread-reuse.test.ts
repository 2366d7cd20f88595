import { describe, expect, it } from 'vitest'
import { readInOrder, serverLog, type ReadLine } from '../../support/read-lines.ts'

const site = 'PS1SITE.CONTOSO.COM'
const start = Date.UTC(2026, 0, 5, 8)
const minute = 60_000
const transfer = serverLog('SMS_PACKAGE_TRANSFER_MANAGER', 'PkgXferMgr.log', site)
const distMgr = serverLog('SMS_DISTRIBUTION_MANAGER', 'distmgr.log', site)

const dpName = (number: number): string => `PS1DP${number}.CONTOSO.COM`
const nal = (dp: string): string => `["Display=\\\\${dp}\\"]MSWNET:["SMS_SITE=PS1"]\\\\${dp}\\`

/** A line of a thread at a moment; the moments count up. */
const px = (minutes: number, thread: number, message: string): ReadLine[] =>
  transfer(start + minutes * minute, thread, message)
const dm = (minutes: number, thread: number, message: string): ReadLine[] =>
  distMgr(start + minutes * minute, thread, message)

const starts = (at: number, thread: number, job: number, packageId: string, dp: string): ReadLine[] =>
  px(
    at,
    thread,
    `Sending thread starting for Job: ${job}, package: ${packageId}, Version: 1, Priority: 2, server: ${dp}, DPPriority: 200`,
  )
const fails = (at: number, thread: number): ReadLine[] => [
  ...px(at, thread, 'CSendFileAction::SendFiles failed; 0x80070070'),
  ...px(at, thread, 'CSendFileAction::SendContent failed; 0x80070070'),
  ...px(
    at,
    thread,
    '~ Sending failed. Failure count = 1, Restart time = 1/5/2026 9:00:00 AM Coordinated Universal Time',
  ),
]
const arrives = (at: number, thread: number, packageId: string, dp: string): ReadLine[] => [
  ...px(at, thread, '~Sending completed successfully'),
  ...px(at, thread, `~Finished sending SWD package ${packageId} version 1 to distribution point ${dp}`),
  ...px(
    at,
    thread,
    `Sent status to the distribution manager for pkg ${packageId}, version 1, status 3 and distribution point ${nal(dp)}~`,
  ),
]
const ends = (at: number, thread: number): ReadLine[] => px(at, thread, 'Sending thread complete~')

/** Package -> outcome, and the class of what hinders it. */
function told(lines: readonly ReadLine[]): Readonly<Record<string, string>> {
  const { distributions } = readInOrder(lines).account
  return Object.fromEntries(
    distributions.map(({ packageId, dp, outcome, failure }) => [
      `${packageId ?? '?'} on ${dp?.split('.')[0] ?? '?'}`,
      [outcome, ...(failure === null ? [] : [failure.class])].join(' '),
    ]),
  )
}

const [one, other] = [dpName(1), dpName(2)]

describe('a number of a sending thread is used again', () => {
  it('at once, after the end line: what fails then is the new package', () => {
    const lines = [
      ...[starts(0, 4844, 577, 'PS100039', one), arrives(1, 4844, 'PS100039', one), ends(1, 4844)],
      ...[starts(1, 4844, 578, 'PS100040', other), fails(2, 4844)],
    ].flat()
    expect(told(lines)).toEqual({
      'PS100039 on PS1DP1': 'success',
      'PS100040 on PS1DP2': 'retrying disk-full-dp',
    })
  })

  it('and the end line is missing: nothing is known of the first', () => {
    const lines = [
      starts(0, 4844, 577, 'PS100039', one),
      starts(1, 4844, 578, 'PS100040', other),
      fails(2, 4844),
    ].flat()
    expect(told(lines)).toEqual({ 'PS100039 on PS1DP1': 'unknown', 'PS100040 on PS1DP2': 'retrying disk-full-dp' })
  })

  it('and end and start line are missing: a line that names another package tells', () => {
    const lines = [
      starts(0, 4844, 577, 'PS100039', one),
      px(1, 4844, `Performing preactions package PS100040, Distribution point ${other}`),
      fails(2, 4844),
    ].flat()
    expect(told(lines)).toEqual({ 'PS100039 on PS1DP1': 'unknown', 'PS100040 on PS1DP2': 'retrying disk-full-dp' })
  })

  it('after a failure whose end line is missing, by the next try of the same job: a second try, no second thread', () => {
    const lines = [starts(0, 4844, 577, 'PS100039', one), fails(1, 4844), starts(31, 4844, 577, 'PS100039', one)].flat()
    expect(told(lines)).toEqual({ 'PS100039 on PS1DP1': 'in-progress disk-full-dp' })
    expect(readInOrder(lines).account.distributions).toMatchObject([{ attempts: 2, failures: 1 }])
  })

  it('for the job that the main thread found just before, though its first line is missing', () => {
    const lines = [
      starts(0, 4844, 577, 'PS100039', one),
      px(
        1,
        5392,
        `Found send request with ID: 578, Package: PS100040, Version:1, Priority: 2, Destination: ${other}, DPPriority: 200`,
      ),
      px(1, 5392, '~Created sending thread (Thread ID = 0x12EC)'),
      fails(2, 4844),
    ].flat()
    expect(told(lines)).toEqual({ 'PS100039 on PS1DP1': 'unknown', 'PS100040 on PS1DP2': 'retrying disk-full-dp' })
  })

  it('many times, by one package after the other', () => {
    const packages = Array.from(
      { length: 200 },
      (_, index) => `PS1${(0x100 + index).toString(16).padStart(5, '0').toUpperCase()}`,
    )
    const lines = packages.flatMap((packageId, index) =>
      [
        starts(index * 3, 4844, 600 + index, packageId, one),
        index % 3 === 0 ? fails(index * 3 + 1, 4844) : arrives(index * 3 + 1, 4844, packageId, one),
        index % 2 === 0 ? ends(index * 3 + 2, 4844) : [],
      ].flat(),
    )
    const expected = packages.map((packageId, index) => [
      `${packageId} on PS1DP1`,
      index % 3 === 0 ? 'retrying disk-full-dp' : 'success',
    ])
    expect(told(lines)).toEqual(Object.fromEntries(expected))
  })

  it('by another log, or on another host: they have nothing to do with each other', () => {
    const elsewhere = serverLog('SMS_PACKAGE_TRANSFER_MANAGER', 'PkgXferMgr.log', 'CS1SITE.CONTOSO.COM')
    const lines = [
      starts(0, 4844, 577, 'PS100039', one),
      dm(1, 4844, `DP Thread: Attempting to add or update package PS100041 on DP ${nal(dpName(3))}`),
      elsewhere(start + 2 * minute, 4844, 'CSendFileAction::SendFiles failed; 0x80070070'),
      ...[arrives(3, 4844, 'PS100039', one), ends(3, 4844)],
    ].flat()
    expect(told(lines)).toMatchObject({ 'PS100039 on PS1DP1': 'success', 'PS100041 on PS1DP3': 'in-progress' })
    const failing = readInOrder(lines).account.distributions.filter(({ outcome }) => outcome === 'failure')
    expect(failing).toMatchObject([{ packageId: null, dp: null }])
  })
})

/** The package thread starts, names its DP, and starts a DP thread. */
const processes = (at: number, thread: number, child: number, packageId: string, dp: string): ReadLine[] =>
  [
    dm(
      at,
      4824,
      `~Started package processing thread for package '${packageId}', thread ID = 0x${thread.toString(16)} (${thread})`,
    ),
    dm(at, thread, `~Processing package ${packageId} (SourceVersion:1;StoredVersion:1)`),
    dm(at, thread, `Start adding package ${packageId} to server ${nal(dp)}...`),
    dm(
      at,
      thread,
      `~Created DP processing thread ${child} for addition or update of package ${packageId} on server ${nal(dp)}`,
    ),
    dm(at, child, `DP Thread: Attempting to add or update package ${packageId} on DP ${nal(dp)}`),
  ].flat()

const unreachable = (at: number, thread: number, dp: string): ReadLine[] => [
  ...dm(at, thread, `Failed to make a network connection to \\\\${dp}\\ADMIN$ (0x35).~`),
  ...dm(at, thread, `~Cannot establish connection to ${nal(dp)}. Error = 53`),
  ...dm(at, thread, 'Error occurred. Performing error cleanup prior to returning.'),
]
const makesJob = (at: number, thread: number, packageId: string, dp: string): ReadLine[] =>
  dm(at, thread, `~Created package transfer job to send package ${packageId} to distribution point ${nal(dp)}.`)

describe('a number of a DistMgr thread is used again', () => {
  it('a DP thread, for another package at once, end line there or missing', () => {
    const end = dm(
      1,
      2364,
      '~DP thread for package PS100039 with thread handle 000000000000218C and thread ID 5204 ended.',
    )
    for (const between of [end, []]) {
      const lines = [
        ...[processes(0, 2364, 5204, 'PS100039', one), makesJob(1, 5204, 'PS100039', one), between],
        ...[processes(1, 2400, 5204, 'PS100040', other), unreachable(2, 5204, other)],
      ].flat()
      expect(told(lines)).toEqual({
        'PS100039 on PS1DP1': 'in-progress',
        'PS100040 on PS1DP2': 'failure network-path',
      })
    }
  })

  it('a package thread becomes a DP thread', () => {
    const lines = [
      processes(0, 2364, 5204, 'PS100039', one),
      ...[makesJob(1, 5204, 'PS100039', one), dm(1, 2364, '~Exiting package processing thread for package PS100039.')],
      ...[processes(2, 2400, 2364, 'PS100040', other), unreachable(3, 2364, other)],
    ].flat()
    expect(told(lines)).toEqual({ 'PS100039 on PS1DP1': 'in-progress', 'PS100040 on PS1DP2': 'failure network-path' })
  })

  it('a DP thread becomes a package thread, whose failure is the package', () => {
    const lines = [
      ...[processes(0, 2364, 5204, 'PS100039', one), makesJob(1, 5204, 'PS100039', one)],
      dm(2, 4824, "~Started package processing thread for package 'PS100041', thread ID = 0x1454 (5204)"),
      dm(2, 5204, 'Taking package snapshot for package PS100041 from source \\\\PS1SITE\\SOURCE\\Dummy'),
      dm(
        3,
        5204,
        "~The source directory \\\\PS1SITE\\SOURCE\\Dummy doesn't exist or the SMS service cannot access it, Win32 last error = 5",
      ),
    ].flat()
    expect(told(lines)).toEqual({ 'PS100039 on PS1DP1': 'in-progress' })
    expect(readInOrder(lines).account.packages).toMatchObject([
      { packageId: 'PS100041', outcome: 'failure', failure: { class: 'source-access' } },
    ])
  })

  it('the component was started anew: nothing of the old threads holds on', () => {
    const lines = [
      ...[processes(0, 2364, 5204, 'PS100039', one), makesJob(1, 5204, 'PS100039', one)],
      dm(2, 3048, 'SMS_EXECUTIVE started SMS_DISTRIBUTION_MANAGER as thread ID 4984 (0x1378).'),
      dm(3, 5204, 'Error occurred. Performing error cleanup prior to returning.'),
    ].flat()
    expect(told(lines)).toMatchObject({ 'PS100039 on PS1DP1': 'in-progress' })
  })

  it('the status thread works on one file after the other; the end of the first is missing', () => {
    const file = (at: number, name: string): ReadLine[] =>
      dm(at, 6116, `~Processing incoming file E:\\ConfigMgr\\inboxes\\distmgr.box\\INCOMING\\${name}.STA.`)
    const lines = [
      ...[starts(0, 4844, 577, 'PS100039', one), starts(0, 4845, 578, 'PS100040', other)],
      ...[file(1, '1R7IEEHU'), dm(1, 6116, `~Processing STA for regular DP ${nal(one)}`)],
      ...[file(2, 'FV8S6B6M'), dm(2, 6116, `~Processing STA for regular DP ${nal(other)}`)],
      dm(2, 6116, `~Successfully updated the package server status for ${nal(other)} for package PS100040, Status 3`),
    ].flat()
    expect(told(lines)).toEqual({ 'PS100039 on PS1DP1': 'in-progress', 'PS100040 on PS1DP2': 'success' })
  })
})

describe('several threads for one job', () => {
  const five = [8360, 10752, 12208, 4244, 8348]

  it('at the same time: the clock fault', () => {
    const lines = five.flatMap((thread) => starts(0, thread, 12771, 'PS100039', one))
    expect(told(lines)).toEqual({ 'PS100039 on PS1DP1': 'failure sharing-violation-multi-thread' })
    expect(readInOrder(lines).account.distributions).toMatchObject([
      { attempts: 5, jobIds: ['12771'], failure: { evidence: five.map(() => ({ signature: 'PX-012' })) } },
    ])
  })

  it('one after the other: tries', () => {
    const lines = five.flatMap((thread, index) =>
      [
        starts(index * 31, thread, 12771, 'PS100039', one),
        fails(index * 31 + 1, thread),
        ends(index * 31 + 1, thread),
      ].flat(),
    )
    expect(told(lines)).toEqual({ 'PS100039 on PS1DP1': 'retrying disk-full-dp' })
  })

  it('one after the other, all end lines missing: tries', () => {
    const lines = five.flatMap((thread, index) =>
      [starts(index * 31, thread, 12771, 'PS100039', one), fails(index * 31 + 1, thread)].flat(),
    )
    expect(told(lines)).toEqual({ 'PS100039 on PS1DP1': 'retrying disk-full-dp' })
  })

  it('of one package to several DPs: as many jobs', () => {
    const lines = five.flatMap((thread, index) => starts(0, thread, 600 + index, 'PS100039', dpName(index)))
    expect(Object.values(told(lines))).toEqual(five.map(() => 'in-progress'))
  })
})
