import { execFile } from 'node:child_process'
import { win32 } from 'node:path'

/** Values of one registry key: name in lower case -> data as text. Empty when the key does not exist. */
export type RegistryValues = ReadonlyMap<string, string>

/** Asks Windows' own reg.exe, so that no native module is needed; `key` as in `HKLM\SOFTWARE\…`. Never rejects. */
export function queryRegistry(key: string): Promise<RegistryValues> {
  const program = win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe')
  return new Promise((resolve) => {
    // The 64-bit view, whatever the bitness of this process. A missing key is exit code 1: no values.
    execFile(program, ['query', key, '/reg:64'], { timeout: 10_000, windowsHide: true }, (error, output) =>
      resolve(error === null ? parseRegistryOutput(output) : new Map()),
    )
  })
}

/**
 * What `reg.exe query` prints. Columns are separated by four spaces, names and values may hold spaces too: the type is
 * what splits a line.
 *
 *     HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SMS\DP
 *         ContentLibraryPath    REG_SZ    D:\SCCMContentLib
 */
export function parseRegistryOutput(output: string): RegistryValues {
  const values = new Map<string, string>()
  for (const line of output.split(/\r?\n/)) {
    const type = / {4}REG_[A-Z_]+(?: {4}|$)/.exec(line)
    if (type === null || !line.startsWith('    ')) continue
    values.set(line.slice(4, type.index).toLowerCase(), line.slice(type.index + type[0].length))
  }
  return values
}
