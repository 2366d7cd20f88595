// Where steps become sentences: gives every speaker its thread, every hole its value, and lets the world's time pass.
import type { Chance } from '../../../engine/site/world/chance.ts'
import type { Utterance, Words } from '../utterance.ts'
import { holesOf } from './holes.ts'
import { fileNames, filled, filledText, type Scene, type SceneFile } from './scene.ts'
import { slots, type Slots } from './slots.ts'
import type { Speaker, Step, Wait } from './steps.ts'
import { threadNumbers } from '../../../engine/site/world/thread-numbers.ts'
import type { Timeline } from './timeline.ts'
import * as wording from './wording.ts'

export type Stage = {
  /** Plays the steps one after the other, then calls `done` with the time of the last one. */
  play(steps: readonly Step[], scene: Scene, from: number, done: (now: number) => void): void
  /** The scene is over: threads that nobody ended in words are free again. */
  leave(scene: Scene): void
}

/** What a stage needs from the world around it. */
export type Surroundings = {
  readonly clock: Timeline
  readonly random: Chance
  /** FQDN of the site server. */
  readonly siteServer: string
  /** The world's time -> true time, milliseconds since 1970 UTC. */
  readonly trueTime: (now: number) => number
  /** True time as the site server prints it in "Restart time = …". */
  readonly printedTime: (at: number) => string
  /** Package processing threads that are busy. */
  readonly packageThreadsBusy: () => number
  readonly say: (utterance: Utterance) => void
}

type PlainStep = Exclude<Step, { readonly files: unknown }>
type Cue = { readonly step: PlainStep; readonly file: SceneFile | undefined }

export function stage(world: Surroundings): Stage {
  const { clock, random } = world
  const numbers = threadNumbers(random.fork('threads'))
  const permanent = new Map<Speaker, number>()
  let sequence = random.between(1_000_000, 1_900_000)

  /** A thread that never ends does one thing after the other: what it says of one does not mingle with the next. */
  const turns = new Map<Speaker, Slots>([...neverEnding].map((speaker) => [speaker, slots(1)]))
  const turnOf = (speaker: Speaker): Slots | undefined => turns.get(speaker)

  const threadOf = (scene: Scene, speaker: Speaker): number => {
    const threads = neverEnding.has(speaker) ? permanent : scene.threads
    const known = threads.get(speaker) ?? numbers.begin()
    threads.set(speaker, known)
    return known
  }

  const wordsOf = ({ step, file }: Cue, scene: Scene, now: number): Words => {
    const names = {
      ...scene.names,
      ...(file && fileNames(file, String(scene.names['library']))),
      restartTime: world.printedTime(world.trueTime(now + scene.retryAfter)),
      threadsUsed: world.packageThreadsBusy(),
    }
    if ('raises' in step) return { statusMessage: raised(step.raises, names) }
    const signature = (scene.application && wording.saidForApplications[step.says]) || step.says
    if (opensEvent.has(signature)) sequence++
    const begun = wording.threadStartedBy[signature]
    if (begun !== undefined) scene.threads.set(begun, numbers.begin())
    const named = wording.threadNamedBy[signature]
    const told = { ...names, seq: sequence, ...(named && { threadId: threadOf(scene, named), handle: handle(random) }) }
    const chosen = filled({ ...wording.usualFields[signature], ...step.fields }, told)
    const fields = pick({ ...told, ...chosen }, holesOf(signature))
    return { signature, fields, shape: wording.unusualShapes[signature] }
  }

  const speak = (cue: Cue, scene: Scene, now: number): void => {
    const { log, on } = wording.speakers[cue.step.by]
    const thread = threadOf(scene, cue.step.by)
    const words = wordsOf(cue, scene, now)
    const host = on === 'dp' ? scene.dp : world.siteServer
    world.say({ at: world.trueTime(now), host, log, thread, words })
    const ended = 'signature' in words ? wording.threadEndedBy[words.signature] : undefined
    if (ended !== undefined) endThread(scene, ended)
  }

  const endThread = (scene: Scene, speaker: Speaker): void => {
    const thread = scene.threads.get(speaker)
    scene.threads.delete(speaker)
    if (thread !== undefined) numbers.end(thread)
  }

  return {
    play(steps, scene, from, done) {
      const cues = steps.flatMap((step) => cuesOf(step, scene))
      const next = (at: number, now: number): void => {
        const cue = cues[at]
        if (cue === undefined) return done(now)
        const turn = turnOf(cue.step.by)
        const begins = cues[at - 1]?.step.by !== cue.step.by
        const ends = cues[at + 1]?.step.by !== cue.step.by
        const say = (then: number): void => {
          speak(cue, scene, then)
          if (ends) turn?.free(then)
          next(at + 1, then)
        }
        clock.at(now + pause(cue, scene, random), (due) => (begins && turn ? turn.take(due, say) : say(due)))
      }
      next(0, from)
    },
    leave: (scene) => ['provider', 'pull'].forEach((speaker) => endThread(scene, speaker as Speaker)),
  }
}

/** Threads that live as long as their component. */
const neverEnding: ReadonlySet<Speaker> = new Set<Speaker>([
  'notifier',
  'main',
  'replication',
  'transferMain',
  'despooler',
  'stateSystem',
])

/** smsdbmon writes a line for the trigger and one for the file with the same number (log-signatures.md, DB-002). */
const opensEvent: ReadonlySet<string> = new Set(['DB-001', 'DB-003'])

function cuesOf(step: Step, scene: Scene): readonly Cue[] {
  if (!('files' in step)) return [{ step, file: undefined }]
  const files = step.files === 'all' ? scene.files : scene.files.slice(0, 1)
  return files.flatMap((file) => step.steps.flatMap((inner) => cuesOf(inner, scene).map((cue) => ({ ...cue, file }))))
}

/** Nothing takes exactly as long as last time: between three quarters and one and a half times. */
function pause({ step, file }: Cue, scene: Scene, random: Chance): number {
  return waitFor(step.after, file, scene) * (0.75 + 0.75 * random.next())
}

function waitFor(wait: Wait, file: SceneFile | undefined, scene: Scene): number {
  if (wait !== 'copy') return wait
  const files = file === undefined ? scene.files : [file]
  return (files.reduce((sum, { bytes }) => sum + bytes, 0) / scene.bytesPerSecond) * 1_000
}

function raised(id: number, names: Scene['names']) {
  const { strings, attributes } = wording.statusMessages[id] ?? { strings: [], attributes: {} }
  return {
    id,
    severity: 'I' as const,
    strings: strings.map((template) => filledText(template, names)),
    attributes: wording.attributeOrder
      .filter((attribute) => attribute in attributes)
      .map((attribute) => [attribute, filledText(attributes[attribute] ?? '', names)] as const),
  }
}

function pick(values: Scene['names'], holes: readonly string[]): Record<string, string | number> {
  return Object.fromEntries(holes.flatMap((hole) => (values[hole] === undefined ? [] : [[hole, values[hole]]])))
}

/** A Windows handle as DM-086 prints it: 0000000000002524. */
const handle = (random: Chance): string =>
  (4 * random.between(0x400, 0x3fff)).toString(16).toUpperCase().padStart(16, '0')
