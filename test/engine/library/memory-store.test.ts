import { memoryStore } from '../../../engine/library/memory-store.ts'
import { storeFiles, testLibraryStore } from '../../conformance/library-store.ts'

const inLibrary = (path: string): string => `D:/SCCMContentLib/${path}`

testLibraryStore('memory store', () => ({
  store: memoryStore(['D:', 'E:'], {
    files: Object.fromEntries(Object.entries(storeFiles).map(([path, text]) => [inLibrary(path), Buffer.from(text)])),
    links: [inLibrary('DataLib/linked'), inLibrary('DataLib/linked.INI')],
    modified: 1,
  }),
  links: true,
}))
