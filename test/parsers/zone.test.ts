import { describe, expect, it } from 'vitest'
import { parseZone } from '../../parsers/zone.ts'

const biases = (
  name: string,
  ...time: readonly [number, number, number, number, number]
): readonly number[] | undefined => parseZone(name)?.biases(Date.UTC(...time))

describe('a zone', () => {
  it('may be minutes of bias: UTC = local time + bias', () => {
    expect(biases('-60', 2018, 5, 14, 6, 26)).toEqual([-60])
    expect(biases('+240', 2018, 5, 14, 6, 26)).toEqual([240])
    expect(biases('330', 2018, 5, 14, 6, 26)).toEqual([330])
  })

  it.each([
    ['Europe/Berlin', 6, -120],
    ['Europe/Berlin', 0, -60],
    ['America/New_York', 6, 240],
    ['America/New_York', 0, 300],
    ['Asia/Kolkata', 6, -330],
    ['Australia/Lord_Howe', 6, -630],
    ['Australia/Lord_Howe', 0, -660],
    ['UTC', 3, 0],
  ])('named %s has in month %i the bias %i', (name, month, bias) => {
    expect(biases(name, 2018, month, 14, 6, 26)).toEqual([bias])
  })

  it('has two biases in the hour that autumn repeats, the earlier instant first', () => {
    expect(biases('Europe/Berlin', 2014, 9, 26, 1, 59)).toEqual([-120])
    expect(biases('Europe/Berlin', 2014, 9, 26, 2, 0)).toEqual([-120, -60])
    expect(biases('Europe/Berlin', 2014, 9, 26, 2, 59)).toEqual([-120, -60])
    expect(biases('Europe/Berlin', 2014, 9, 26, 3, 0)).toEqual([-60])
    expect(biases('America/New_York', 2018, 10, 4, 1, 30)).toEqual([240, 300])
  })

  it('keeps in the hour that spring leaves out the bias from before', () => {
    expect(biases('Europe/Berlin', 2014, 2, 30, 1, 59)).toEqual([-60])
    expect(biases('Europe/Berlin', 2014, 2, 30, 2, 30)).toEqual([-60])
    expect(biases('Europe/Berlin', 2014, 2, 30, 3, 0)).toEqual([-120])
  })

  it('gives instants whose wall clock is the local time, at every quarter of a year', () => {
    const zone = parseZone('America/Los_Angeles')
    const shown = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'America/Los_Angeles',
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    for (let local = Date.UTC(2016, 0, 1); local < Date.UTC(2017, 0, 1); local += 15 * 60_000 * 7) {
      const clock = new Date(local).toISOString().slice(0, 19).replace('T', ' ')
      if (clock.startsWith('2016-03-13 02')) continue // left out by spring
      for (const bias of zone?.biases(local) ?? []) expect(shown.format(local + bias * 60_000)).toBe(clock)
    }
  })

  it.each(['', 'Mars/Olympus', '-1441', '12345', 'GMT Daylight Time', 'Europe/Berlin; rm'])('is not "%s"', (text) => {
    expect(parseZone(text)).toBeUndefined()
  })
})
