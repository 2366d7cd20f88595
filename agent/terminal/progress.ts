// A progress bar with rate and time left, on a terminal only; standard output stays free for the answer.
import { Presets, SingleBar } from 'cli-progress'

export type Progress = {
  /** @param done  units so far, out of `total`; `detail` stands behind the bar */
  show(done: number, total: number, detail: string): void
  end(): void
}

/** @param wanted  false where output is for a program */
export function progressOn(stream: NodeJS.WriteStream, label: string, wanted: boolean): Progress {
  if (!wanted || stream.isTTY !== true) return { show: () => undefined, end: () => undefined }
  const format = `${label} {bar} {percentage}% | {detail} | {eta_formatted} left`
  const bar = new SingleBar({ format, stream, hideCursor: true, clearOnComplete: true, fps: 5 }, Presets.rect)
  let running = false
  return {
    show(done, total, detail) {
      if (!running) bar.start(total, 0, { detail })
      running = true
      bar.setTotal(total)
      bar.update(done, { detail })
    },
    end() {
      if (running) bar.stop()
      running = false
    },
  }
}
