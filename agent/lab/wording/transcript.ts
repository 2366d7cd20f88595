// Every line of the world as the component writes it: in which log, in which words, in which form.
import type { Machine, Words } from '../../../engine/site/world/machine.ts'
import type { Deed } from '../../../engine/site/world/deeds.ts'
import type { Saying, Speaker } from '../../../engine/site/world/saying.ts'
import type { LogName } from '../../../parsers/log-name.ts'
import { renderer } from '../../../parsers/render.ts'
import { restartTime } from '../forms.ts'
import { entryOf, fileOf } from '../log-files.ts'
import { statusText } from '../status-text.ts'
import { zoneName } from '../zone-name.ts'
import { dpRoleWording, distMgrWording } from './dist-mgr-wording.ts'
import { providerWording, pullWording, pxeWording } from './dp-wording.ts'
import { sentence, template, type Sentence, type Wording } from './sentence.ts'
import { attributeOrder, statusWording } from './status-wording.ts'
import { interSiteWording, notifierWording, ownContentWording, transferWording } from './transfer-wording.ts'

const logOf: Readonly<Record<Speaker, LogName>> = {
  notifier: 'smsdbmon',
  'dist-mgr': 'distmgr',
  'transfer-mgr': 'pkgxfermgr',
  'dp-provider': 'smsdpprov',
  scheduler: 'schedule',
  sender: 'sender',
  despooler: 'despool',
  'site-component-mgr': 'sitecomp',
  'state-system': 'statesys',
  'pull-component': 'pulldp',
}

const wording: Readonly<Record<Deed, Wording>> = {
  ...distMgrWording,
  ...dpRoleWording,
  ...transferWording,
  ...interSiteWording,
  ...notifierWording,
  ...providerWording,
  ...pxeWording,
  ...pullWording,
}

export type Transcript = {
  /** File name of the log, and the entry with its line end. */
  line(saying: Saying): { readonly file: string; readonly entry: string }
}

/** @param hasContentIds  packages whose contents have ids of their own */
export function transcript(hasContentIds: (packageId: string) => boolean): Transcript {
  const usual = prepared(wording)
  const own = prepared(ownContentWording as Readonly<Record<string, Wording>>)

  const text = (saying: Saying): string => {
    const { what, about, machine } = saying
    if (typeof what === 'number') return statusLine(what, saying)
    const isOwn = own.has(what) && hasContentIds(String(about['packageId']))
    const say = (isOwn ? own.get(what) : undefined) ?? usual.get(what)
    if (say === undefined) throw new Error(`Nobody knows how to say "${what}"`)
    return say(withRestart(saying), about, machine.words)
  }
  return {
    line(saying) {
      const { at, machine, thread, speaker } = saying
      const log = logOf[speaker]
      return {
        file: fileOf(log),
        entry: entryOf(log, { at, biasMinutes: machine.biasMinutes, thread, message: text(saying) }),
      }
    },
  }
}

const prepared = (table: Readonly<Record<string, Wording>>): ReadonlyMap<string, Sentence> =>
  new Map(Object.entries(table).map(([deed, words]) => [deed, sentence(words)]))

/** A moment of the world as the machine's clock and language print it. */
function withRestart({ more, machine }: Saying): Words | undefined {
  const at = more?.['restartAt']
  if (at === undefined) return more
  const shown = Math.floor(Number(at)) + machine.skewMs
  return { ...more, restartTime: restartTime(shown, machine.biasMinutes, zoneName(machine.biasMinutes)) }
}

const statusRow: Readonly<Partial<Record<Speaker, string>>> = { 'transfer-mgr': 'PX-200' }
const renderers = new Map<string, ReturnType<typeof renderer>>()
const templates = new Map<string, ReturnType<typeof template>>()

function statusLine(id: number, { speaker, machine, thread, at, about, more }: Saying): string {
  const { severity = 'I', strings, attributes } = statusWording[id] ?? { strings: [], attributes: {} }
  const value = (name: string): string | number | undefined => more?.[name] ?? about[name] ?? machine.words[name]
  const filled = (text: string): string => known(templates, text, template)(value) ?? ''
  const spoken = {
    id,
    severity,
    strings: strings.map(filled),
    attributes: attributeOrder.flatMap((attribute): (readonly [number, string])[] => {
      const text = attributes[attribute]
      return text === undefined ? [] : [[attribute, filled(text)]]
    }),
  }
  const row = statusRow[speaker] ?? 'DM-200'
  const statrest = statusText(spoken, componentOf(speaker), hostOf(machine), thread, at)
  const values: Words = { statusMessageId: id, statsev: severity, lev: 'M', statrest }
  return known(renderers, row, renderer)((name) => values[name])
}

function known<Made>(made: Map<string, Made>, key: string, make: (key: string) => Made): Made {
  const one = made.get(key) ?? make(key)
  made.set(key, one)
  return one
}

const componentOf = (speaker: Speaker): string =>
  speaker === 'transfer-mgr'
    ? 'SMS_PACKAGE_TRANSFER_MANAGER'
    : speaker === 'despooler'
      ? 'SMS_DESPOOLER'
      : 'SMS_DISTRIBUTION_MANAGER'

const hostOf = ({ name, site, processId }: Machine) => ({ name, site, processId })
