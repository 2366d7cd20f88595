// The hands of several threads, in one: tasks of a few steps each, done in an order that nobody chose.
import {
  inlineHands,
  type Hands,
  type HandAnswer,
  type HandTask,
  type Workplace,
} from '../../engine/operations/steps/hands.ts'
import { seededRandom } from './random.ts'

/** Every task waits until two are there or nothing else comes, then one of them is done. */
export function shuffledHands(at: Workplace, seed: number): Hands {
  const random = seededRandom(seed)
  const inline = inlineHands(at)
  const waiting: { task: HandTask; done: (answer: Promise<HandAnswer>) => void }[] = []
  const doOne = async (): Promise<void> => {
    const [one] = waiting.splice(random.below(waiting.length), 1)
    if (one === undefined) return
    const answer = inline.run(split(one.task))
    one.done(answer)
    await answer.catch(() => undefined)
  }
  let busy = Promise.resolve()
  // Half of the steps of a task now and then, as when one of them failed: the rest comes back to whoever gave it out.
  const split = (task: HandTask): HandTask =>
    'steps' in task && random.chance(0.2)
      ? { ...task, steps: task.steps.slice(0, random.below(task.steps.length)) }
      : task
  return {
    size: 2,
    fewest: 2,
    run: (task) =>
      new Promise((resolve) => {
        waiting.push({ task, done: resolve })
        busy = busy.then(doOne)
      }),
  }
}
