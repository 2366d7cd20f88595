import { describe, expect, it } from 'vitest'
import { valueOf } from '../../support/exposition-parser.ts'
import { metricsAtHand } from '../../support/metrics-at-hand.ts'

describe('what the agent tells about itself', () => {
  it('reading: counted with the commit', async () => {
    const { agent, commit, scrape } = metricsAtHand()
    agent.lines('distmgr', 'SMS_DISTRIBUTION_MANAGER', 'info', 3)
    agent.lines('distmgr', undefined, 'unknown')
    agent.unparsed('distmgr', 'orphan', 2)
    agent.unmatched('distmgr', 4)
    agent.signatureMatched('DM-085', 5)
    agent.componentSeen('SMS_DISTRIBUTION_MANAGER', 5_000)
    agent.componentSeen('SMS_DISTRIBUTION_MANAGER', 4_000)
    agent.bytesRead('distmgr', 1_000)
    agent.gap('distmgr', 250)
    agent.truncated('distmgr')
    agent.rotated('distmgr')
    agent.correlationsEvicted('age', 6)
    agent.source('distmgr', { up: true, size: 2_000, offset: 1_000, generation: 2 })
    expect(valueOf(await scrape(), 'cmdp_agent_source_gaps_total', { log: 'distmgr' })).toBe(0)
    expect(valueOf(await scrape(), 'cmdp_agent_source_up', { log: 'distmgr' })).toBe(1)
    expect(valueOf(await scrape(), 'cmdp_agent_source_offset_bytes', { log: 'distmgr' })).toBeUndefined()
    commit()
    const read = await scrape()
    const log = 'distmgr'
    const expected: [string, Record<string, string>, number][] = [
      ['cmdp_log_lines_total', { log, component: 'SMS_DISTRIBUTION_MANAGER', severity: 'info' }, 3],
      ['cmdp_log_lines_total', { log, component: 'unknown', severity: 'unknown' }, 1],
      ['cmdp_log_records_unparsed_total', { log, reason: 'orphan' }, 2],
      ['cmdp_log_records_unmatched_total', { log }, 4],
      ['cmdp_log_signature_matches_total', { signature: 'DM-085' }, 5],
      ['cmdp_component_last_event_timestamp_seconds', { component: 'SMS_DISTRIBUTION_MANAGER' }, 5],
      ['cmdp_agent_read_bytes_total', { log }, 1_000],
      ['cmdp_agent_source_gaps_total', { log }, 1],
      ['cmdp_agent_source_lost_bytes_total', { log }, 250],
      ['cmdp_agent_source_truncations_total', { log }, 1],
      ['cmdp_agent_source_rotations_total', { log }, 1],
      ['cmdp_agent_correlations_evicted_total', { reason: 'age' }, 6],
      ['cmdp_agent_source_size_bytes', { log }, 2_000],
      ['cmdp_agent_source_offset_bytes', { log }, 1_000],
      ['cmdp_agent_source_generation', { log }, 2],
    ]
    for (const [name, labels, value] of expected) expect([name, valueOf(read, name, labels)]).toEqual([name, value])
  })

  it('itself: shown at once, also when nothing can be committed', async () => {
    const { agent, scrape } = metricsAtHand()
    agent.readFailed('distmgr', 'permission')
    agent.lag('distmgr', 400)
    agent.lag('distmgr', -5)
    agent.committed(3, 9_000)
    agent.commitFailed('disk-full')
    agent.correlationsOpen(7)
    agent.exported('traces', 8)
    agent.exportFailed('traces', 'refused')
    agent.exportDropped('traces', 'queue_full', 9)
    agent.exportQueue('traces', () => ({ items: 10, capacity: 11 }))
    agent.build({ version: '1.2.3', revision: 'abc', nodeVersion: 'v20', rulesVersion: '1' })
    agent.configLoaded('one', 12_000)
    agent.configLoaded('two', 13_000)
    agent.configRefused()
    const read = await scrape()
    const expected: [string, Record<string, string>, number | undefined][] = [
      ['cmdp_agent_source_read_errors_total', { log: 'distmgr', reason: 'permission' }, 1],
      ['cmdp_agent_processing_lag_seconds_count', { log: 'distmgr' }, 2],
      ['cmdp_agent_processing_lag_seconds_sum', { log: 'distmgr' }, 0.4],
      ['cmdp_agent_checkpoint_commits_total', {}, 1],
      ['cmdp_agent_checkpoint_last_commit_timestamp_seconds', {}, 9],
      ['cmdp_agent_checkpoint_commit_duration_seconds_sum', {}, 0.003],
      ['cmdp_agent_checkpoint_failures_total', { reason: 'disk-full' }, 1],
      ['cmdp_agent_correlations_open', {}, 7],
      ['cmdp_agent_export_items_total', { signal: 'traces' }, 8],
      ['cmdp_agent_export_failures_total', { signal: 'traces', reason: 'refused' }, 1],
      ['cmdp_agent_export_dropped_total', { signal: 'traces', reason: 'queue_full' }, 9],
      ['cmdp_agent_export_queue_items', { signal: 'traces' }, 10],
      ['cmdp_agent_export_queue_capacity_items', { signal: 'traces' }, 11],
      ['cmdp_agent_build_info', { version: '1.2.3', revision: 'abc', node_version: 'v20', rules_version: '1' }, 1],
      ['cmdp_agent_config_info', { hash: 'one' }, undefined],
      ['cmdp_agent_config_info', { hash: 'two' }, 1],
      ['cmdp_agent_config_last_reload_successful', {}, 0],
      ['cmdp_agent_config_last_reload_success_timestamp_seconds', {}, 13],
    ]
    for (const [name, labels, value] of expected) expect([name, valueOf(read, name, labels)]).toEqual([name, value])
  })
})
