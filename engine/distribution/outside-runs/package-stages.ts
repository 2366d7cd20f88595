// Snapshot, signature and arrival from another site as spans of the package's own trace.
import type { AboutPackage, PackageHappening } from '../distribution-event.ts'
import type { PackageRecord } from './package-record.ts'
import type { StageSpan } from '../run.ts'

type Name = 'snapshot' | 'signature' | 'intersite'
type Rule = { readonly ends?: readonly Name[]; readonly begins?: Name; readonly result?: 'failure' }

/** The signature stage begins where the snapshot is done: hashes and RDC signatures follow (distribution-engine.md 6.1). */
const rules: Partial<Record<PackageHappening, Rule>> = {
  snapshotStarted: { begins: 'snapshot' },
  snapshotTaken: { ends: ['snapshot'], begins: 'signature' },
  signed: { ends: ['signature'] },
  sendingToSite: { begins: 'intersite' },
  waiting: { begins: 'intersite' },
  arriving: { begins: 'intersite' },
  sentToSite: { ends: ['intersite'] },
  arrived: { ends: ['intersite'] },
  failureSeen: { ends: ['snapshot', 'signature'], result: 'failure' },
  notProcessed: { ends: ['snapshot', 'signature'], result: 'failure' },
}

/** Stages that end with this event, in order. Those whose begin or end has no known time make no span. */
export function stagesEndedBy(record: PackageRecord, { happening, at, evidence, code }: AboutPackage): StageSpan[] {
  const { ends = [], begins, result = 'success' } = rules[happening] ?? {}
  const spans = ends.flatMap((name): StageSpan[] => {
    const begun = record[name]
    record[name] = undefined
    if (begun === undefined || at === undefined) return []
    return [
      {
        stage: name,
        subject: begun.subject,
        startedAt: begun.startedAt,
        endedAt: at,
        result,
        code: result === 'failure' ? (code ?? record.failure?.code) : undefined,
        attempt: undefined,
        evidence: [begun.evidence, evidence],
        events: begun.events,
      },
    ]
  })
  if (begins !== undefined && at !== undefined)
    record[begins] ??= { stage: begins, subject: '', startedAt: at, evidence, events: [] }
  return spans
}
