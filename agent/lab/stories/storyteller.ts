// Tells a story: plays its acts on a timeline and says what every component writes. Courses are data; here is only what
// binds them: a package thread serves its DPs and waits for all of them, a failed try comes again, a job keeps its number.
import { chance } from '../../../engine/site/world/chance.ts'
import { restartTime } from '../forms.ts'
import type { Host, Utterance } from '../utterance.ts'
import { courses, makesNewVersion, processings, type ProcessingName } from './courses.ts'
import { dpScene, packageScene, withNames, type Scene } from './scene.ts'
import { dpThreadEnds, dpThreadStarts, packageThreadEnds } from './passages.ts'
import { slots } from './slots.ts'
import { stage } from './stage.ts'
import { line, seconds, type Continuation, type Course, type Try } from './steps.ts'
import type { Act, Story } from './story.ts'
import { timeline } from './timeline.ts'

export type Telling = {
  readonly seed: number
  /** When the story begins, milliseconds since 1970 UTC. */
  readonly start: number
  /** How much faster the world's clock runs: 120 makes a retry delay of 30 minutes one of 15 seconds. */
  readonly speed: number
  /** The site server, for the zone in which restart times are printed. */
  readonly siteServer: Host
  readonly zoneName: string
}

/** All that is said, in order of time; endless when an act recurs or a course fails for ever. */
export function* tellStory(story: Story, telling: Telling): Generator<Utterance, void> {
  const said: Utterance[] = []
  const goOn = performance(story, telling, (utterance) => said.push(utterance))
  while (goOn()) yield* said.splice(0)
}

/** One package version on its way: which DPs are to be served, and at which try each of them stands. */
type Run = { readonly act: Act; readonly version: number; readonly dps: readonly Target[] }
type Target = { readonly dp: string; readonly course: Course; readonly tries: number }

/** Puts all acts on the timeline. Each call of the answer lets the next thing happen; false: nothing is left. */
function performance(story: Story, telling: Telling, say: (utterance: Utterance) => void): () => boolean {
  const clock = timeline()
  const random = chance(telling.seed)
  const trueTime = (now: number): number => Math.round(telling.start + now / telling.speed)
  const printedTime = (at: number): string => restartTime(at, telling.siteServer.biasMinutes, telling.zoneName)
  const packageThreads = slots(story.site.packageThreads)
  const packageThreadsBusy = (): number => packageThreads.busy() - 1
  const siteServer = telling.siteServer.name
  const { play, leave } = stage({ clock, random, siteServer, trueTime, printedTime, packageThreadsBusy, say })
  let jobs = random.between(100, 900)

  for (const act of story.acts) clock.at(act.at, (now) => begin(act, versionOf(act), now))

  function begin(act: Act, version: number, now: number): void {
    const dps = Object.entries(act.to).map(([dp, name]) => ({ dp, course: courses[name], tries: 0 }))
    processPackage({ act, version, dps }, act.processing, 0, now)
    if (act.every !== undefined) clock.at(now + act.every, (then) => begin(act, version + 1, then))
  }

  function processPackage(run: Run, processing: ProcessingName, tries: number, now: number): void {
    packageThreads.take(now, (from) => {
      const scene = fresh(packageScene(story, run.act.package, run.version, makesNewVersion.has(processing)))
      const { steps, then } = nth(processings[processing], tries)
      play(steps, scene, from, (end) => {
        if (then === 'goes on') return serve(run, scene, end)
        packageThreads.free(end)
        clock.at(end + then.again, (again) => processPackage(run, processing, tries + 1, again))
      })
    })
  }

  /** One DP thread each, so many at a time, and the package thread waits for all of them. */
  function serve(run: Run, scene: Scene, now: number): void {
    const dpThreads = slots(story.site.dpThreads)
    const again: Target[] = []
    let open = run.dps.length + 1
    const oneLess = (end: number): void => {
      if (--open > 0) return
      play([line('package', 'DM-087'), ...packageThreadEnds], scene, end, (last) => {
        packageThreads.free(last)
        retryDpThreads(run, again, last)
      })
    }
    const startFrom = (at: number, from: number): void => {
      const target = run.dps[at]
      if (target === undefined) return play([line('package', 'DM-074')], scene, from, oneLess)
      dpThreads.take(from, (free) => {
        const own = { ...target, scene: fresh(dpScene(scene, story, target.dp)) }
        play(dpThreadStarts, own.scene, free, (started) => {
          startFrom(at + 1, started)
          runDpThread(own, started, (end, then) => {
            if (then !== 'goes on') again.push({ ...target, tries: target.tries + 1 })
            else transferSoon(own, end)
            dpThreads.free(end)
            oneLess(end)
          })
        })
      })
    }
    startFrom(0, now)
  }

  type Served = Target & { readonly scene: Scene }

  function runDpThread(target: Served, now: number, done: (now: number, then: Continuation) => void): void {
    const { steps, then } = nth(target.course.dpThread, target.tries)
    play(steps, target.scene, now, (end) => play(dpThreadEnds, target.scene, end, (last) => done(last, then)))
  }

  /** A DP thread that failed leaves its row as it was: the package is processed again for those DPs alone. */
  function retryDpThreads(run: Run, again: readonly Target[], now: number): void {
    const [first] = again
    if (first === undefined) return
    const { then } = nth(first.course.dpThread, first.tries - 1)
    const delay = then === 'goes on' ? 0 : then.again
    clock.at(now + delay, (due) => processPackage({ ...run, dps: again }, 'distribute', 0, due))
  }

  function transferSoon(target: Served, now: number): void {
    if (target.course.transfer.length === 0) return
    const scene = withNames(target.scene, { jobId: ++jobs, priority: 2, dpPriority: 200 })
    clock.at(now + seconds(random.between(5, 40)), (then) => transfer(target.course, scene, 0, then))
  }

  function transfer(course: Course, job: Scene, tries: number, now: number): void {
    const { steps, then } = nth(course.transfer, tries)
    const retryAfter = then === 'goes on' ? job.retryAfter : then.again
    const scene = { ...withNames(job, { failures: tries + 1 }), retryAfter }
    play(steps, scene, now, (end) => {
      if (then === 'goes on') return play(course.report, scene, end, () => leave(scene))
      leave(scene)
      clock.at(end + then.again, (again) => transfer(course, job, tries + 1, again))
    })
  }

  /** Names that are new each time: of a status file, of a row. */
  function fresh(scene: Scene): Scene {
    const rowKey = `7205759403${random.text(7, '0123456789')}`
    return withNames(scene, { random: random.text(8, filenameCharacters), rowKey })
  }

  const versionOf = (act: Act): number =>
    (story.packages[act.package]?.version ?? 1) + (makesNewVersion.has(act.processing) ? 1 : 0)
  return clock.step
}

const filenameCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** The n-th of a course's tries, the last one for ever. */
const nth = (tries: readonly Try[], index: number): Try => tries[Math.min(index, tries.length - 1)] ?? neverTried
const neverTried: Try = { steps: [], then: 'goes on' }
