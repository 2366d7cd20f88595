// I7 (odd form) and I27: files that are right but not written as the product writes them, and names in a wrong case.
import { readContentIni, readFileIni, writeContentIni, writeFileIni } from '../../library/ini-records.ts'
import { readIni, writeIni } from '../../library/ini.ts'
import { upperName } from '../../library/name-case.ts'
import { pathInLibrary } from '../../library/layout.ts'
import { isRefusal } from '../../library/store.ts'
import type { Finding } from '../../checks/findings.ts'
import { left, removeFile, sameBytes, smallFile, steps, writeFile, type Repair, type RepairContext } from './repair.ts'

/** I7, info: the same facts in the one form that is written. */
export function rewriteForm({ involved }: Finding, { store }: RepairContext): Repair {
  const [path = ''] = involved
  const bytes = smallFile(store, path)
  if (bytes === undefined) return left('it cannot be read')
  const [part, ...rest] = pathInLibrary(path).split('\\')
  const written = part?.toUpperCase() === 'DATALIB' ? dataLibForm(bytes, rest.length > 1) : otherForm(bytes)
  if (written === undefined) return left('what it says cannot be written in the form of the product')
  return sameBytes(written, bytes)
    ? left('its form is that of the product, only its words are unusual')
    : steps(['records', writeFile(store, path, written)])
}

function dataLibForm(bytes: Buffer, isFile: boolean): Buffer | undefined {
  const file = isFile ? readFileIni(bytes).record : undefined
  const content = isFile ? undefined : readContentIni(bytes).record
  return file !== undefined ? writeFileIni(file) : content === undefined ? undefined : writeContentIni(content)
}

/** Every section and key stays, also unknown ones. */
function otherForm(bytes: Buffer): Buffer | undefined {
  const { sections, oddities } = readIni(bytes)
  return oddities.includes('tornLine') || oddities.includes('looseEntry') ? undefined : writeIni(sections)
}

/** I27: of twins with equal bytes one goes; a name in a wrong case is written in capitals. */
export function fixCase({ involved, detail }: Finding, { store }: RepairContext): Repair {
  const [path = ''] = involved
  const at = path.lastIndexOf('/')
  const [folder, name] = [path.slice(0, at), path.slice(at + 1)]
  const listing = store.list(folder, false)
  if (isRefusal(listing)) return left('its folder cannot be read')
  const twins = listing.entries.filter((entry) => entry.name !== name && upperName(entry.name) === upperName(name))
  const [twin] = twins
  if (twin !== undefined) {
    const equal = sameBytes(smallFile(store, path), smallFile(store, `${folder}/${twin.name}`))
    return equal && twins.length === 1
      ? steps(['leftovers', removeFile(store, path)])
      : left(`${twin.name} says something else; look which one is right`)
  }
  if (detail.includes('differs')) return left('its twin is gone by now')
  return steps(['names', { action: 'rename', path: `${folder}/${capitals(name)}`, bytes: 0, from: path }])
}

/** Hash names, buckets and package ids are upper case, and so is `.INI`. */
const capitals = (name: string): string => name.toUpperCase()
