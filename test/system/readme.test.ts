// The README's way to a first alert, with the real promtool.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { installed } from '../support/installed.ts'
import { read } from '../support/sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'cmdp-readme-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The README's YAML block that has this key at its top. */
function block(key: string): string {
  const blocks = [...read('README.md').matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => text)
  return blocks.find((text) => new RegExp(`^${key}:`, 'm').test(text)) ?? `no block with ${key}`
}

const alertTest = `
rule_files: [cmdp-rules.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - series: 'cmdp_distribution_failing{package="PS100039",dp="PS1DP1.CONTOSO.COM"}'
        values: '1x20 0x10'
      - series: 'up{job="cmdp",instance="ps1dp1.contoso.com:9877"}'
        values: '1x40'
    alert_rule_test:
      - { eval_time: 10m, alertname: ContentDistributionFailing, exp_alerts: [] }
      - eval_time: 16m
        alertname: ContentDistributionFailing
        exp_alerts:
          - exp_labels: { severity: warning, package: PS100039, dp: PS1DP1.CONTOSO.COM }
            exp_annotations:
              summary: A package does not arrive on a distribution point.
              description: 'PS100039 fails on PS1DP1.CONTOSO.COM. Ask there: cmdp analyze with the logs.'
      - { eval_time: 25m, alertname: ContentDistributionFailing, exp_alerts: [] }
      - { eval_time: 25m, alertname: CmdpAgentDown, exp_alerts: [] }
`

it('is a configuration that promtool accepts, and its alert fires and recovers', () => {
  const promtool = installed('promtool')
  if (promtool === undefined) return
  writeFileSync(join(folder, 'prometheus.yml'), block('scrape_configs'))
  writeFileSync(join(folder, 'cmdp-rules.yml'), block('groups'))
  writeFileSync(join(folder, 'alerts.test.yml'), alertTest)
  const run = (...args: string[]): string => execFileSync(promtool, args, { cwd: folder, encoding: 'utf8' })
  expect(run('check', 'config', 'prometheus.yml')).toContain('2 rules found')
  expect(run('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS')
})
