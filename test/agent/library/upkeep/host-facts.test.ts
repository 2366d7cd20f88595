import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configuredSign } from '../../../../agent/library/upkeep/host-facts.ts'
import { runCmdp } from '../../../support/run-cmdp.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

test('a sweep is refused on a site server, however the library was named', async () => {
  const folder = temporaryFolder()
  const [library, logs] = [join(folder, 'SCCMContentLib'), join(folder, 'logs')]
  const [config, plan] = [join(folder, 'cmdp.yaml'), join(folder, 'sweep.json')]
  for (const part of ['PkgLib', 'DataLib', 'FileLib']) mkdirSync(join(library, part), { recursive: true })
  mkdirSync(logs)
  writeFileSync(
    join(logs, 'distmgr.lo_'),
    'SMS_EXECUTIVE started SMS_DISTRIBUTION_MANAGER as thread ID 5568 (0x15C0).  $$<SMS_DISTRIBUTION_MANAGER><06-14-2018 06:26:25.828+60><thread=9112 (0x2398)>\r\n',
  )
  writeFileSync(config, `site: PS1\nlogs:\n  distmgr: ${join(logs, 'distmgr.log')}\nlibrary:\n  primary: ${library}\n`)
  const sweep = async (...args: string[]): Promise<unknown> => {
    const { code, stdout } = await runCmdp(['library', 'sweep', '--plan', plan, '--workers', '1', '--json', ...args])
    const { refusals } = JSON.parse(stdout) as { refusals: readonly { reason: string }[] }
    return [code, refusals.map(({ reason }) => reason)]
  }
  expect(await sweep('--library', library)).toEqual([0, []])
  for (const named of [
    ['--config.file', config, '--library', library],
    ['--library', library, '--logs', logs],
  ])
    expect(await sweep(...named, '--apply')).toEqual([1, ['notAllowed']])
})

test('a log on the share of another host says nothing of this one', () => {
  expect(configuredSign(String.raw`\\PS1SITE\SMS_PS1\Logs\distmgr.log`, 'PS1DP1')).toBeUndefined()
  expect(configuredSign(String.raw`\\PS1SITE.contoso.com\SMS_PS1\Logs\distmgr.log`, 'ps1site')).toContain('PS1SITE')
  expect(configuredSign(String.raw`D:\SMS\Logs\distmgr.log`, 'PS1SITE')).toContain('Distribution Manager')
})
