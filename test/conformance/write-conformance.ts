// What every WritableStore must do. Run by the tests of both.
import { expect, test } from 'vitest'
import { isRefusal } from '../../engine/library/store.ts'
import { StoreError, type StoreFault, type WritableStore } from '../../engine/write/writable-store.ts'

/** @param make  a store whose D: holds an empty library folder */
export function testWritableStore(name: string, make: () => WritableStore): void {
  const library = 'D:/SCCMContentLib'
  const write = (store: WritableStore, path: string, text: string): void => {
    const file = store.create(path)
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length;) at += file.write(bytes.subarray(at))
    file.close()
  }
  const read = (store: WritableStore, path: string): string => {
    const bytes = store.read(path, 1_000_000)
    return isRefusal(bytes) ? bytes.refused : Buffer.from(bytes).toString()
  }
  const faultOf = (work: () => void): StoreFault | undefined => {
    try {
      work()
      return undefined
    } catch (error) {
      if (error instanceof StoreError) return error.fault
      throw error
    }
  }

  test(`${name}: makes, flushes and reads files`, () => {
    const store = make()
    store.makeFolder(`${library}/FileLib`)
    write(store, `${library}/FileLib/größe`, 'bytes')
    store.flushFile(`${library}/FileLib/größe`)
    store.flushFolder(`${library}/FileLib`)
    expect(typeof store.flushDrive('D:')).toBe('boolean')
    expect(read(store, `${library}/FileLib/größe`)).toBe('bytes')
    expect(faultOf(() => store.create(`${library}/FileLib/größe`))).toBe('exists')
    expect(faultOf(() => store.create(`${library}/nowhere/x`))).toBe('missing')
  })

  test(`${name}: makes a folder once, and not over a file`, () => {
    const store = make()
    store.makeFolder(`${library}/FileLib`)
    store.makeFolder(`${library}/FileLib`)
    write(store, `${library}/FileLib/x`, '')
    expect(faultOf(() => store.makeFolder(`${library}/FileLib/x`))).toBe('exists')
    expect(faultOf(() => store.makeFolder(`${library}/a/b`))).toBe('missing')
  })

  test(`${name}: renames over a file, never over a folder that holds something`, () => {
    const store = make()
    store.makeFolder(`${library}/a`)
    store.makeFolder(`${library}/b`)
    write(store, `${library}/a/new`, 'new')
    write(store, `${library}/a/old`, 'old')
    store.rename(`${library}/a/new`, `${library}/a/old`)
    expect(read(store, `${library}/a/old`)).toBe('new')
    expect(read(store, `${library}/a/new`)).toBe('missing')
    write(store, `${library}/b/there`, '')
    expect(faultOf(() => store.rename(`${library}/a`, `${library}/b`))).toBe('notEmpty')
    store.rename(`${library}/a`, `${library}/c`)
    expect(read(store, `${library}/c/old`)).toBe('new')
    expect(faultOf(() => store.rename(`${library}/a`, `${library}/d`))).toBe('missing')
  })

  test(`${name}: removes files and empty folders only`, () => {
    const store = make()
    store.makeFolder(`${library}/a`)
    write(store, `${library}/a/x`, 'x')
    expect(faultOf(() => store.removeFolder(`${library}/a`))).toBe('notEmpty')
    store.removeFile(`${library}/a/x`)
    store.removeFolder(`${library}/a`)
    expect(isRefusal(store.status(`${library}/a`))).toBe(true)
    expect(faultOf(() => store.removeFile(`${library}/a/x`))).toBe('missing')
    expect(faultOf(() => store.removeFolder(`${library}/a`))).toBe('missing')
  })

  test(`${name}: a path that leads out is refused`, () => {
    const store = make()
    expect(faultOf(() => store.create(`${library}/../../x`))).toMatch(/outside|broken/)
    expect(faultOf(() => store.rename(`${library}/x`, `${library}/../../x`))).toMatch(/outside|broken/)
  })
}
