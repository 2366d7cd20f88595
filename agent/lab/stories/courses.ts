// What happens to a package version on a distribution point, as data. A course is a list of tries; the last one repeats.
import * as passage from './passages.ts'
import { later, line, minutes, type Course, type Processing, type Step, type Try } from './steps.ts'

/** A failed try comes again after 30 minutes, a pull notification after 20 (reference: distribution-engine.md 2, 6.4). */
export const pushDelay = minutes(30)
export const pullDelay = minutes(20)
/** A package whose content has not arrived is looked at again with the next despooler cycle. */
const arrivalDelay = minutes(5)

const works = (steps: readonly Step[]): Try => ({ steps, then: 'goes on' })
const fails = (steps: readonly Step[], again = pushDelay): Try => ({ steps, then: { again } })

const makesJob = works([
  ...passage.dpThreadWorks,
  ...passage.dpConnected,
  ...passage.jobMade,
  ...passage.dpThreadReturns,
])
const sends = works([...passage.sendingThreadStarts, ...passage.sendingBegins, ...passage.contentSent('0')])
const sendingFails = (steps: readonly Step[]): Try =>
  fails([...passage.sendingThreadStarts, ...passage.sendingBegins, ...steps])

const copyBreaksOff = (resultCode: string): Try =>
  sendingFails(passage.firstFileFails(resultCode, passage.copyBreaksOff))

const push = (transfer: readonly Try[]): Course => ({
  dpThread: [makesJob],
  transfer,
  report: passage.statusArrives,
})

const makesPullJob = works([...passage.dpThreadWorks.slice(0, 1), line('dp', 'DM-084'), ...passage.jobMade])
const pullSending = (steps: readonly Step[]): readonly Step[] => [...passage.sendingThreadStarts, ...steps]

const pull = (...before: readonly Try[]): Course => ({
  dpThread: [makesPullJob],
  transfer: [...before, works(pullSending([...passage.pullDpNotified, ...passage.pullDpDownloads]))],
  report: passage.pullResponseArrives,
})

const neverPulled = (problem: Try): Course => ({ ...pull(), transfer: [problem] })

const noSource = fails(
  pullSending([
    line('sending', 'PX-013'),
    line('sending', 'PX-044'),
    line('sending', 'PX-043', { m: '30' }),
    line('sending', 'PX-032'),
  ]),
  pullDelay,
)

const noCapacity = fails(
  pullSending([
    line('sending', 'PX-013'),
    line('sending', 'PX-045', { n: '50' }),
    line('sending', 'PX-046'),
    line('sending', 'PX-032'),
  ]),
  pullDelay,
)

const windowCloses = sendingFails([
  line('sending', 'PX-015'),
  line('sending', 'PX-017', { n: '0', text: '' }),
  {
    files: 'first',
    steps: [
      line('sending', 'PX-018', passage.temporaryFile),
      later(minutes(1), 'sending', 'PX-053', { path: '{storedFile}' }),
      line('sending', 'PX-054', passage.temporaryFile),
    ],
  },
  line('sending', 'PX-064', { resultCode: '0x80004005' }),
  ...passage.sendingFailed,
])

const siteLibraryLacksFiles = sendingFails([
  line('sending', 'PX-066', { resultCode: '0x80070003' }),
  line('sending', 'PX-015'),
  line('sending', 'PX-064', { resultCode: '0x80070003' }),
  line('sending', 'PX-065', { resultCode: '0x80070003' }),
  ...passage.sendingFailed,
])

const notConnected = (resultCode: string): Course => ({
  dpThread: [fails([...passage.dpThreadWorks, ...passage.dpNotConnected(resultCode)])],
  transfer: [],
  report: [],
})

export const courses = {
  arrives: push([sends]),
  'sent again': push([
    works([
      ...passage.sendingThreadStarts,
      ...passage.sendingBegins,
      line('sending', 'PX-014'),
      ...passage.contentSent('1'),
    ]),
  ]),
  'arrives at the third try': push([copyBreaksOff('0x80070040'), copyBreaksOff('0x80070040'), sends]),
  'stands on the site server': {
    dpThread: [works([...passage.dpThreadWorks.slice(0, 1), line('dp', 'DM-057')])],
    transfer: [],
    report: [],
  },
  'not reachable': notConnected('0x80070035'),
  'access denied': notConnected('0x80070005'),
  'disk full': push([copyBreaksOff('0x80070070')]),
  'provider not registered': push([
    sendingFails(
      passage.firstFileFails('0x80041001', passage.providerRefuses('0x80041001', passage.classNotRegistered)),
    ),
  ]),
  'provider classes gone': push([sendingFails(passage.firstFileFails('0x80041002', passage.providerClassesGone))]),
  'window closes': push([windowCloses]),
  'content missing on the site': push([siteLibraryLacksFiles]),
  'pulls it': pull(),
  'finds no source': neverPulled(noSource),
  'finds a source later': pull(noSource, noSource),
  'has no capacity': neverPulled(noCapacity),
} as const satisfies Readonly<Record<string, Course>>

export type CourseName = keyof typeof courses

const withThread = (steps: readonly Step[]): readonly Step[] => [...passage.packageThreadStarts, ...steps]
const notArrived = fails(withThread(passage.contentNotArrived), arrivalDelay)

export const processings = {
  distribute: [works(withThread(passage.nothingNewInPackage))],
  update: [works(withThread(passage.snapshotTaken))],
  'source unreadable': [fails(withThread(passage.sourceUnreadable('0x80070005')))],
  'source locked once': [
    fails(withThread(passage.sourceUnreadable('0x80070020'))),
    works(withThread(passage.snapshotTaken)),
  ],
  'never arrives': [notArrived],
  'arrives late': [notArrived, works([...passage.contentArrives, ...withThread(passage.nothingNewInPackage)])],
} as const satisfies Readonly<Record<string, Processing>>

export type ProcessingName = keyof typeof processings

/** These take the source anew: the version they work on is the next one. */
export const makesNewVersion: ReadonlySet<ProcessingName> = new Set<ProcessingName>([
  'update',
  'source unreadable',
  'source locked once',
])
