import { expect, test } from 'vitest'
import { doneByRecovery } from '../../../../agent/library/change/done-by-recovery.ts'
import { refusedPlan, type Plan, type RefusalReason } from '../../../../engine/operations/plan.ts'
import type { Recovery } from '../../../../engine/operations/recover.ts'

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
