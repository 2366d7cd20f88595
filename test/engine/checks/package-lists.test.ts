import { expect, test } from 'vitest'
import { readExpectedList, readWmiList } from '../../../engine/checks/package-lists.ts'

const blank = { packageVersion: undefined, contentId: undefined, name: undefined, bytes: undefined }

test('CSV with quotes, commas, line ends in a field, a mark and empty cells', () => {
  const text =
    '\ufeffname,packageId,packageVersion,bytes\r\n"Tools, ""new""\r\nand old",abc00001,3,1024\r\n,ABC00002,,\r\n\r\n'
  expect(readExpectedList(text)).toEqual({
    faults: [],
    unused: [],
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

test.each([
  ['packageId,name\r\nABC00001,"Foo\r\nABC00010,Bar\r\n', 'line 2: a quotation mark is never closed'],
  ['packageId,name\r\n"ABC00001"x,n\r\n', 'line 2: text behind a closing quotation mark'],
  ['packageId,packageID\r\nABC00001,ABC00010\r\n', 'line 1: the column packageID is there more than once'],
  ['packageId,name\r\nABC00001,Foo, signed\r\n', 'line 2 has 3 fields, but there are 2 columns'],
  ['[{"packageId":"ABC00001","packageVersion":true}]', 'entry 1: packageVersion true is neither text nor number'],
  ['[{"packageId":"ABC00001","PackageID":"ABC00010"}]', 'entry 1: PackageID is given more than once'],
])('a faulty list is refused: %j', (text, fault) => {
  expect(readExpectedList(text).faults).toContain(fault)
})

test('what says nothing here is named once, as the list spells it', () => {
  expect(readExpectedList('PackageID, Version ,Owner\nABC00001,9,me\n').unused).toEqual(['Version', 'Owner'])
  const list = [
    { packageId: 'ABC00001', Version: 9 },
    { packageId: 'ABC00002', Version: null, name: null },
  ]
  expect(readExpectedList(JSON.stringify(list))).toMatchObject({ unused: ['Version'], faults: [] })
  expect(readWmiList('[{"__CLASS":"x","PackageID":"ABC00001","Properties":[1]}]')).toMatchObject({
    unused: [],
    faults: [],
  })
})
