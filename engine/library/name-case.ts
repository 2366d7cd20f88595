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
