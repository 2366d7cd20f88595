import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCmdp } from '../../support/run-cmdp.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const log = 'test/corpus/docs/package-distribution-to-remote-dp-fails.PkgXferMgr.log'

describe('cmdp analyze --html', () => {
  it('writes what it prints as a page, beside text and JSON, and over its own page', async () => {
    const page = join(temporaryFolder(), 'report.html')
    const text = await runCmdp(['analyze', log, '--html', page])
    expect(text.code).toBe(1)
    expect(text.stdout).toContain('DAL0000C version 1 to DP.FABRIKAM.COM: failure')
    const json = await runCmdp(['analyze', log, '--html', page, '--json'])
    const account = JSON.parse(json.stdout) as { distributions: readonly { failure: { remedy: string } | null }[] }
    const remedy = account.distributions[0]?.failure?.remedy ?? 'none'
    const html = readFileSync(page, 'utf8')
    expect(html).toContain('DAL0000C version 1 to DP.FABRIKAM.COM')
    expect(html).toContain(remedy.replaceAll("'", '&#39;').replaceAll('"', '&quot;'))
  })

  it('writes over nothing else, and says so before it reads a log', async () => {
    const other = join(temporaryFolder(), 'notes.html')
    writeFileSync(other, 'mine')
    const { code, stdout, stderr } = await runCmdp(['analyze', log, '--html', other])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('no report of cmdp analyze')
    expect(readFileSync(other, 'utf8')).toBe('mine')
  })

  it.each([join('missing', 'report.html'), '.', ''])('ends with 2 where %j cannot be written', async (name) => {
    const { code } = await runCmdp(['analyze', log, '--html', name === '' ? '' : join(temporaryFolder(), name)])
    expect(code).toBe(2)
  })
})
