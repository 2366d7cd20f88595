import { expect, test } from 'vitest'
import { doneByRecovery } from '../../../../agent/library/change/done-by-recovery.ts'
import { refusedPlan, type Plan, type RefusalReason } from '../../../../engine/operations/plan.ts'
import type { Recovery } from '../../../../engine/operations/recover.ts'
import { change, emptyLibrary, restart, type Operation } from '../../../support/operation-world.ts'
import { Cut, cutAt, troubled } from '../../../support/troubled-store.ts'

const refused = (reason: RefusalReason, subject = 'ABC00001.1'): Plan =>
  refusedPlan('add', subject, [{ reason, detail: 'ABC00001 has it already' }])
const recovered = (change: Partial<Recovery> = {}): Recovery => ({
  operation: 'add',
  subject: 'ABC00001.1',
  outcome: 'finished',
  problems: [],
  ...change,
})

test('what the recovery has just finished is done, not refused', () => {
  const done = doneByRecovery(refused('present'), recovered())
  expect(done?.plan.refusals).toEqual([])
  expect(done?.plan.remarks).toEqual(['nothing is left to do: ABC00001 has it already'])
  expect(done?.applied.outcome).toBe('applied')
  const merge = refusedPlan('merge', 'to D:', [{ reason: 'absent', detail: 'there is nothing to merge' }])
  expect(doneByRecovery(merge, recovered({ operation: 'merge', subject: 'E: to D:' }))).toBeDefined()
})

const update = (sameAs: string | undefined): Plan => ({
  operation: 'update',
  subject: 'ABC00001.3',
  prepare: [],
  finish: [{ name: 'remove', steps: [{ action: 'remove-folder', path: 'D:/x', bytes: 0 }] }],
  refusals: [],
  sameAs,
})

test('an update that the recovery has just finished is not made once more', () => {
  const done = doneByRecovery(update('ABC00001.2'), recovered({ operation: 'update', subject: 'ABC00001.2' }))
  expect(done?.plan).toMatchObject({ subject: 'ABC00001.2', finish: [], refusals: [] })
  expect(done?.plan.remarks).toEqual(['nothing is left to do: ABC00001.2 has these files'])
})

test.each<[string, Plan, Recovery | undefined]>([
  ['the source has changed since', update(undefined), recovered({ operation: 'update', subject: 'ABC00001.2' })],
  ['another content was updated', update('ABC00001.2'), recovered({ operation: 'update', subject: 'ABC00002.2' })],
  ['nothing was recovered', update('ABC00001.2'), undefined],
  ['it was taken back', update('ABC00001.1'), recovered({ operation: 'update', outcome: 'taken-back' })],
])('an update is made: %s', (_, plan, recovery) => {
  expect(doneByRecovery(plan, recovery)).toBeUndefined()
})

test.each<[string, Plan, Recovery | undefined]>([
  ['nothing was recovered', refused('present'), undefined],
  ['it was taken back', refused('present'), recovered({ outcome: 'taken-back' })],
  ['another content was recovered', refused('present', 'ABC00002.1'), recovered()],
  ['another operation was recovered', refused('present'), recovered({ operation: 'update' })],
  ['another refusal', refused('noSpace'), recovered()],
  ['no refusal at all', { ...refused('present'), refusals: [] }, recovered()],
])('a refusal stays one: %s', (_, plan, recovery) => {
  expect(doneByRecovery(plan, recovery)).toBeUndefined()
})

const before = { 'a.txt': 'old', 'b.txt': 'stays', 'docs/': '' }
const again: Operation = { kind: 'update', packageId: 'ABC00001', files: { ...before, 'a.txt': 'new' } }

/** Cut off before that call, and typed again. */
async function typedTwice(at: number): Promise<{ plan: Plan; recovery: Recovery | undefined; whole: boolean }> {
  const disk = emptyLibrary(['D:'])
  await change(disk, { kind: 'add', packageId: 'ABC00001', files: before })
  let whole = true
  try {
    await change(troubled(disk, cutAt(at)), again)
  } catch (error) {
    if (!(error instanceof Cut)) throw error
    whole = false
  }
  const recovery = await restart(disk)
  return { plan: (await change(disk, again)).plan, recovery, whole }
}

test('cut off anywhere and typed again, an update makes one version', async () => {
  const seen = new Map<string, number>()
  for (let at = 1; ; at++) {
    const { plan, recovery, whole } = await typedTwice(at)
    if (whole) break
    const finished = recovery?.outcome === 'finished'
    const outcome = recovery?.outcome ?? 'nothing'
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
    expect([at, doneByRecovery(plan, recovery)?.plan.subject]).toEqual([at, finished ? 'ABC00001.2' : undefined])
    if (outcome === 'taken-back') expect([plan.subject, plan.sameAs]).toEqual(['ABC00001.2', undefined])
  }
  expect([...seen.keys()].sort()).toEqual(['finished', 'nothing', 'taken-back'])
})

test('an update to the same files is made, as the product does, and says so', async () => {
  const disk = emptyLibrary(['D:'])
  await change(disk, { kind: 'add', packageId: 'ABC00001', files: before })
  const { plan, applied } = await change(disk, { ...again, files: before })
  expect([plan.subject, plan.sameAs, applied?.outcome]).toEqual(['ABC00001.2', 'ABC00001.1', 'applied'])
  expect(plan.remarks).toEqual(['ABC00001.2 has the same files as ABC00001.1'])
})
