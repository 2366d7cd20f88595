import type { FailureFacts, FailureLine } from '../../../agent/diagnose/failure-facts.ts'
import { recogniser, type LogName } from '../../../parsers/recognise.ts'
import { renderAny } from '../../../parsers/render.ts'

const { recognise } = recogniser()

/** The two letters of a row name its log. */
const logs: Readonly<Record<string, LogName>> = {
  DM: 'distmgr',
  PX: 'pkgxfermgr',
  DP: 'smsdpprov',
  DS: 'despool',
  PD: 'pulldp',
}

/** Values for holes that a case does not care about. */
const anyValue: Readonly<Record<string, string | number>> = {
  ...{ packageId: 'PS100021', packageVersion: 3, ver2: 2, contentId: 'PS100021.3', pkgver: 'PS100021.3', jobId: 577 },
  ...{
    nalPath: '["Display=\\\\DP1.CONTOSO.COM\\"]MSWNET:["SMS_SITE=PS1"]\\\\DP1.CONTOSO.COM\\',
    server: 'DP1.CONTOSO.COM',
  },
  ...{
    site: 'CS1',
    path: 'E:\\SMSPKG\\A',
    path2: 'E:\\SMSPKG\\B',
    file: 'setup.exe',
    share: 'SMS_DP$',
    n: 1,
    m: 9,
    sec: 5,
  },
  ...{
    priority: 2,
    dpPriority: 200,
    restartTime: '1/5/2026 9:30:00 AM',
    class: 'SMS_DistributionPoint',
    method: 'AddFile',
  },
  ...{ text: 'text', resultCode: '0x80004005', guid: '{01234567-89AB-CDEF-0123-456789ABCDEF}', sizeKilobytes: 7 },
  ...{
    statusMessageId: 2300,
    func: 'RegReadDWord',
    statsev: 'E',
    lev: 'M',
    statrest: 'SOURCE="SMS Server"',
    threadId: 4,
  },
}

/** `line('PX-066', { resultCode: '0x80070003' })`: the row's message, written and read again. */
export function line(signature: string, fields: Readonly<Record<string, string | number>> = {}): FailureLine {
  const message = renderAny(signature, { ...anyValue, ...fields })
  const event = recognise(message, logs[signature.slice(0, 2)])
  if (event?.signature !== signature) throw new Error(`${message} is read as ${String(event?.signature)}`)
  return event
}

/** `coded('PX-066', '0x80070003')`: a failing line with its code. */
export const coded = (signature: string, resultCode: string): FailureLine => line(signature, { resultCode })

export const status = (statusMessageId: number): FailureLine => line('DM-200', { statusMessageId })

/** Facts of a push DP's failing attempt with these lines, unless told otherwise. */
export function facts(lines: readonly FailureLine[], rest: Partial<FailureFacts> = {}): FailureFacts {
  return { stage: 'transfer', level: 'dp', pull: false, lines, dpLines: [], threadsOnJob: 1, code: undefined, ...rest }
}
