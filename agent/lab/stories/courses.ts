// What happens to a package version on a distribution point, as data. A course is a list of tries; the last one repeats.
import * as scene from './scenes.ts'
import { later, line, minutes, type Course, type Processing, type Step, type Try } from './steps.ts'

/** A failed try comes again after 30 minutes, a pull notification after 20 (reference: distribution-engine.md 2, 6.4). */
export const pushDelay = minutes(30)
export const pullDelay = minutes(20)
/** A package whose content has not arrived is looked at again with the next despooler cycle. */
const arrivalDelay = minutes(5)

const works = (steps: readonly Step[]): Try => ({ steps, then: 'goes on' })
const fails = (steps: readonly Step[], again = pushDelay): Try => ({ steps, then: { again } })

const makesJob = works([...scene.dpThreadWorks, ...scene.dpConnected, ...scene.jobMade, ...scene.dpThreadReturns])
const sends = works([...scene.sendingThreadStarts, ...scene.sendingBegins, ...scene.contentSent('0')])
const sendingFails = (steps: readonly Step[]): Try =>
  fails([...scene.sendingThreadStarts, ...scene.sendingBegins, ...steps])

const copyBreaksOff = (resultCode: string): Try => sendingFails(scene.firstFileFails(resultCode, scene.copyBreaksOff))

const push = (transfer: readonly Try[]): Course => ({
  dpThread: [makesJob],
  transfer,
  report: scene.statusArrives,
})

const makesPullJob = works([...scene.dpThreadWorks.slice(0, 1), line('dp', 'DM-084'), ...scene.jobMade])
const pullSending = (steps: readonly Step[]): readonly Step[] => [...scene.sendingThreadStarts, ...steps]

const pull = (...before: readonly Try[]): Course => ({
  dpThread: [makesPullJob],
  transfer: [...before, works(pullSending([...scene.pullDpNotified, ...scene.pullDpDownloads]))],
  report: scene.pullResponseArrives,
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
      line('sending', 'PX-018', scene.temporaryFile),
      later(minutes(1), 'sending', 'PX-053', { path: '{storedFile}' }),
      line('sending', 'PX-054', scene.temporaryFile),
    ],
  },
  line('sending', 'PX-064', { resultCode: '0x80004005' }),
  ...scene.sendingFailed,
])

const siteLibraryLacksFiles = sendingFails([
  line('sending', 'PX-066', { resultCode: '0x80070003' }),
  line('sending', 'PX-015'),
  line('sending', 'PX-064', { resultCode: '0x80070003' }),
  line('sending', 'PX-065', { resultCode: '0x80070003' }),
  ...scene.sendingFailed,
])

const notConnected = (resultCode: string): Course => ({
  dpThread: [fails([...scene.dpThreadWorks, ...scene.dpNotConnected(resultCode)])],
  transfer: [],
  report: [],
})

export const courses = {
  arrives: push([sends]),
  'sent again': push([
    works([...scene.sendingThreadStarts, ...scene.sendingBegins, line('sending', 'PX-014'), ...scene.contentSent('1')]),
  ]),
  'arrives at the third try': push([copyBreaksOff('0x80070040'), copyBreaksOff('0x80070040'), sends]),
  'stands on the site server': {
    dpThread: [works([...scene.dpThreadWorks.slice(0, 1), line('dp', 'DM-057')])],
    transfer: [],
    report: [],
  },
  'not reachable': notConnected('0x80070035'),
  'access denied': notConnected('0x80070005'),
  'disk full': push([copyBreaksOff('0x80070070')]),
  'provider not registered': push([
    sendingFails(scene.firstFileFails('0x80041001', scene.providerRefuses('0x80041001', scene.classNotRegistered))),
  ]),
  'window closes': push([windowCloses]),
  'content missing on the site': push([siteLibraryLacksFiles]),
  'pulls it': pull(),
  'finds no source': neverPulled(noSource),
  'finds a source later': pull(noSource, noSource),
  'has no capacity': neverPulled(noCapacity),
} as const satisfies Readonly<Record<string, Course>>

export type CourseName = keyof typeof courses

const withThread = (steps: readonly Step[]): readonly Step[] => [...scene.packageThreadStarts, ...steps]
const notArrived = fails(withThread(scene.contentNotArrived), arrivalDelay)

export const processings = {
  distribute: [works(withThread(scene.nothingNewInPackage))],
  update: [works(withThread(scene.snapshotTaken))],
  'source unreadable': [fails(withThread(scene.sourceUnreadable))],
  'never arrives': [notArrived],
  'arrives late': [notArrived, works([...scene.contentArrives, ...withThread(scene.nothingNewInPackage)])],
} as const satisfies Readonly<Record<string, Processing>>

export type ProcessingName = keyof typeof processings
