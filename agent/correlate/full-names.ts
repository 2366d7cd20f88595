// A DP is named by its full name or by the first label of it; which one is meant is known once the full name was met.
import type { DpName } from '../../engine/ids.ts'

export type FullNames = {
  learn(dp: DpName): void
  /** The full name, where one DP alone has it; else the name as it is. */
  of(dp: DpName): DpName
}

export function fullDpNames(): FullNames {
  const byLabel = new Map<string, DpName | 'several'>()
  return {
    learn: (dp) => {
      const dot = dp.indexOf('.')
      if (dot < 0) return
      const label = dp.slice(0, dot)
      const known = byLabel.get(label)
      byLabel.set(label, known === undefined || known === dp ? dp : 'several')
    },
    of: (dp) => {
      const known = dp.includes('.') ? undefined : byLabel.get(dp)
      return known === undefined || known === 'several' ? dp : known
    },
  }
}
