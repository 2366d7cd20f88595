import { describe, expect, it } from 'vitest'
import { flowNodeOf, markOf } from '../../../agent/diagnose/flow-nodes.ts'
import { coded, line, status } from './facts-builder.ts'

describe('flowNodeOf', () => {
  it.each([
    [line('DM-022'), 'PCD-3'],
    [line('DM-085'), 'PCD-22'],
    [status(2357), 'PCD-22'],
    [status(8210), 'PCD-28'],
    [line('PX-053'), 'PCD-25'],
    [line('PX-061b'), 'PCD-26'],
    [line('PX-030', { packageStatus: '3' }), 'PCD-28'],
    [line('PX-030', { packageStatus: '4' }), 'PCD-32'],
    [line('DM-108'), 'PCD-58'],
    [line('DM-103', { packageStatus: '0' }), 'PCD-26'],
    [line('DM-103', { packageStatus: '3' }), 'PCD-28'],
    [line('DM-103', { packageStatus: '4' }), 'PCD-32'],
    [line('DM-103', { packageStatus: '5' }), 'PCD-32'],
    [line('DM-103', { packageStatus: '6' }), 'PCD-62'],
    [line('DM-103', { packageStatus: '8' }), 'PCD-62'],
    [line('DM-103', { packageStatus: '9' }), 'PCD-62'],
  ])('%j proves %s', (given, node) => {
    expect(flowNodeOf(given)).toBe(node)
  })

  it('knows no node for lines outside the flow', () => {
    expect(
      [
        line('DM-105'),
        line('PX-030', { packageStatus: '7' }),
        line('DM-103', { packageStatus: '1' }),
        status(9999),
      ].map(flowNodeOf),
    ).toEqual(Array(4).fill(undefined))
  })
})

describe('markOf', () => {
  it('names a status message by its id and any other line by its row', () => {
    expect([status(2306), coded('PX-061b', '0x80041001'), line('DM-055')].map(markOf)).toEqual([
      'status 2306',
      'PX-061',
      'DM-055',
    ])
  })

  it('does not take the status number of an availability row for a status message', () => {
    expect(markOf(line('DM-035', { statusMessageId: '2300' }))).toBe('DM-035')
  })
})
