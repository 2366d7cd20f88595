// Upper and lower case as a Windows file system sees them: one UTF-16 unit at a time, one to one, without culture.
// JavaScript would make SS of ß, and two names that NTFS keeps apart would become one.

const beyondAscii = /[^\x00-\x7f]/

export const upperName = (name: string): string =>
  beyondAscii.test(name) ? unitByUnit(name, (unit) => unit.toUpperCase()) : name.toUpperCase()

export const lowerName = (name: string): string =>
  beyondAscii.test(name) ? unitByUnit(name, (unit) => unit.toLowerCase()) : name.toLowerCase()

function unitByUnit(name: string, change: (unit: string) => string): string {
  let changed = ''
  for (let at = 0; at < name.length; at++) {
    const unit = name.charAt(at)
    const other = change(unit)
    changed += other.length === 1 ? other : unit
  }
  return changed
}

/** Below 0 when `a` stands before `b` by their upper-cased names, 0 when they differ only by case; makes no new names. */
export function compareUpper(a: string, b: string): number {
  const both = Math.min(a.length, b.length)
  for (let at = 0; at < both; at++) {
    const one = a.charCodeAt(at)
    const other = b.charCodeAt(at)
    if (one === other) continue
    const difference = upperUnit(one) - upperUnit(other)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

function upperUnit(unit: number): number {
  if (unit < 0x80) return unit >= 0x61 && unit <= 0x7a ? unit - 0x20 : unit
  return upperName(String.fromCharCode(unit)).charCodeAt(0)
}
