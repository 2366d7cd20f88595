// A progress bar with rate and time left, on a terminal only; standard output stays free for the answer.
import { Presets, SingleBar } from 'cli-progress'
import { systemClock, type Clock } from '../clock.ts'

export type Progress = {
  /** @param done  units so far, out of `total`; `detail` stands behind the bar */
  show(done: number, total: number, detail: string): void
  end(): void
}

/** @param wanted  false where output is for a program */
export function progressOn(
  stream: NodeJS.WriteStream,
  label: string,
  wanted: boolean,
  clock: Pick<Clock, 'elapsed'> = systemClock,
): Progress {
  if (!wanted || stream.isTTY !== true) return { show: () => undefined, end: () => undefined }
  const format = `${label} {bar} {percentage}% | {detail}{left}`
  const began = clock.elapsed()
  const bar = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: true, fps: 5 }, Presets.rect)
  let running = false
  return {
    show(done, total, detail) {
      const left = timeLeft(done, total, clock.elapsed() - began)
      if (!running) bar.start(total, 0, { detail, left })
      running = true
      bar.setTotal(total)
      bar.update(done, { detail, left })
    },
    end() {
      if (running) bar.stop()
      running = false
    },
  }
}

/** Below this nothing can be said about the rest; milliseconds. */
const tooEarly = 1_000

/** ` | 12s left`, ` | 3m 05s left`, ` | 2h 10m left`; '' while nobody can tell. */
export function timeLeft(done: number, total: number, elapsed: number): string {
  if (done <= 0 || done >= total || elapsed < tooEarly) return ''
  const seconds = Math.ceil(((total - done) / done) * (elapsed / 1000))
  const two = (part: number): string => String(part).padStart(2, '0')
  if (seconds < 60) return ` | ${seconds}s left`
  if (seconds < 3600) return ` | ${Math.floor(seconds / 60)}m ${two(seconds % 60)}s left`
  return ` | ${Math.floor(seconds / 3600)}h ${two(Math.floor((seconds % 3600) / 60))}m left`
}
