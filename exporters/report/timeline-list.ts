// What happened to one distribution, in order: a bar for the eye, a list for everybody.
import { escapeHtml, shortTime } from '../http/escape-html.ts'
import type { Timeline, TimelineEntry } from './analysis-view.ts'
import { countOf, shown } from './report-parts.ts'

/** @param isOpen  shown without being asked for */
export function timelineList(timeline: Timeline | undefined, isOpen = false): string {
  if (timeline === undefined || timeline.entries.length === 0) return ''
  const { entries, more } = timeline
  const rest = more === 0 ? '' : `<li><span></span><span></span><span>… ${String(more)} more between them</span></li>`
  const half = more === 0 ? entries.length : Math.floor(entries.length / 2)
  const steps = [...entries.slice(0, half).map(step), rest, ...entries.slice(half).map(step)]
  return `<details${isOpen ? ' open' : ''}><summary>Timeline: ${countOf(entries.length + more, 'step')}</summary>
${bars(entries)}<ol class="steps">
${steps.filter((one) => one !== '').join('\n')}
</ol></details>`
}

const known: ReadonlySet<string> = new Set(['success', 'failure', 'retrying', 'waiting', 'in-progress'])
/** `failure 0x80070070` is a failure. */
function kindOf(result: string): string {
  const [kind = ''] = result.split(' ', 1)
  return known.has(kind) ? ` class="${kind}"` : ''
}

function step({ at, endedAt, what, detail, result, place }: TimelineEntry): string {
  const time = `<time datetime="${new Date(at).toISOString()}">${shortTime(new Date(at).toISOString())}</time>`
  const took = endedAt === undefined ? '' : duration(endedAt - at)
  const more = detail === '' ? '' : ` ${shown(detail)}`
  const where = place === '' ? '' : ` <span class="soft">${shown(place)}</span>`
  const told = result === '' ? '' : ` <span${kindOf(result)}>${escapeHtml(result)}</span>`
  return `<li>${time}<span>${took}</span><span>${escapeHtml(what)}${more}${told}${where}</span></li>`
}

/** Stages side by side over the whole time, in thousandths. */
function bars(entries: readonly TimelineEntry[]): string {
  const first = Math.min(...entries.map(({ at }) => at))
  const last = Math.max(...entries.map(({ at, endedAt }) => endedAt ?? at))
  if (last <= first) return ''
  const place = (at: number): number => Math.round(((at - first) / (last - first)) * 1_000)
  const rects = entries.flatMap(({ at, endedAt, result }) => {
    if (endedAt === undefined) return []
    return `<rect x="${String(place(at))}" width="${String(Math.max(3, place(endedAt) - place(at)))}" height="10"${kindOf(result)}/>`
  })
  return `<svg viewBox="0 0 1003 10" preserveAspectRatio="none" aria-hidden="true">${rects.join('')}</svg>\n`
}

/** `4 s`, `12 min`, `3.5 h`, `2.1 d` */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1_000
  if (seconds < 120) return `${seconds < 10 ? String(Math.round(seconds * 10) / 10) : String(Math.round(seconds))} s`
  if (seconds < 7_200) return `${String(Math.round(seconds / 60))} min`
  const hours = seconds / 3_600
  return hours < 48 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} d`
}
