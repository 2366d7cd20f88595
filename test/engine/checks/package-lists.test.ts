import { expect, test } from 'vitest'
import { readExpectedList, readWmiList } from '../../../engine/checks/package-lists.ts'

const blank = { packageVersion: undefined, contentId: undefined, name: undefined, bytes: undefined }

test('CSV with quotes, commas, line ends in a field, a mark and empty cells', () => {
  const text =
    '\ufeffname,packageId,packageVersion,bytes\r\n"Tools, ""new""\r\nand old",abc00001,3,1024\r\n,ABC00002,,\r\n\r\n'
  expect(readExpectedList(text)).toEqual({
    faults: [],
    value: [
      { ...blank, packageId: 'ABC00001', name: 'Tools, "new"\r\nand old', packageVersion: 3, bytes: 1024 },
      { ...blank, packageId: 'ABC00002' },
    ],
  })
})

test('a JSON array with the same names', () => {
  const list = [{ packageId: 'ABC00001', packageVersion: 2, contentId: 'ABC00001.2' }, { packageId: 'ABC00002' }]
  expect(readExpectedList(JSON.stringify(list)).value).toEqual([
    { ...blank, packageId: 'ABC00001', packageVersion: 2, contentId: 'ABC00001.2' },
    { ...blank, packageId: 'ABC00002' },
  ])
})

test('the WMI list needs its one column', () => {
  expect([...readWmiList('PackageID\nABC00001\nabc0000a').value]).toEqual(['ABC00001', 'ABC0000A'])
})

test('all faults at once, each with its line', () => {
  expect(readExpectedList('packageId,packageVersion,contentId\r\nnonsense,x,\r\nABC00001,1,..\\..\r\n').faults).toEqual(
    [
      'line 2: "nonsense" is no package id; right would be ABC00001',
      'line 2: packageVersion "x" is no whole number',
      'line 3: "..\\.." is no content id',
    ],
  )
  expect(readWmiList('id\r\nABC00001').faults).toEqual(['the first line must name the columns, packageId among them'])
  expect(readWmiList('[{"packageId":').faults[0]).toMatch(/^not readable as JSON/)
})
