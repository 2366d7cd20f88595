import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalCode, describeResultCode, resultCodeNamed, resultCodes, win32Of } from '../../parsers/result-code.ts'

describe('canonicalCode', () => {
  it.each([
    ['5', '0x80070005'],
    ['53', '0x80070035'],
    ['0x35', '0x80070035'],
    ['0x80070035', '0x80070035'],
    ['0x00000906', '0x80070906'],
    ['1326', '0x8007052E'],
    ['0x8007052e', '0x8007052E'],
    ['80041001', '0x80041001'],
    ['800B0101', '0x800B0101'],
    ['87d00226', '0x87D00226'],
    ['0X80040154', '0x80040154'],
    ['IDispatch error #3603', '0x80041013'],
    ['#3603', '0x80041013'],
    ['-2147024891', '0x80070005'],
    ['2147942405', '0x80070005'],
    [' 0x80070070 ', '0x80070070'],
    ['0', '0x00000000'],
    ['0x0', '0x00000000'],
    ['65535', '0x8007FFFF'],
    ['65536', '0x00010000'],
  ])('%s is %s', (written, code) => {
    expect(canonicalCode(written)).toBe(code)
  })

  it.each([
    '',
    'failed',
    '0x',
    '0xG',
    '12345678901',
    '0x123456789',
    '5 and more',
    '--5',
    '5.5',
    '4294967296',
    '1e3',
    '#',
  ])('%j is no code', (text) => {
    expect(canonicalCode(text)).toBeUndefined()
  })

  it('gives the same code for all writings of a Win32 number, and for its own result', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffff }), (number) => {
        const code = canonicalCode(String(number))!
        expect(code).toMatch(/^0x8007[0-9A-F]{4}$/)
        const hex = number.toString(16)
        for (const written of [`0x${hex}`, `0X${hex.toUpperCase()}`, `0x8007${hex.padStart(4, '0')}`, code]) {
          expect(canonicalCode(written)).toBe(code)
        }
        expect(win32Of(code)).toBe(number)
      }),
    )
  })

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) => canonicalCode(text) === undefined || /^0x[0-9A-F]{8}$/.test(canonicalCode(text)!),
      ),
    )
  })
})

describe('win32Of', () => {
  it('knows only the Win32 facility', () => {
    expect(win32Of('0x80041001')).toBeUndefined()
    expect(win32Of('0x00000000')).toBeUndefined()
    expect(win32Of('0x80080000')).toBeUndefined()
  })
})

describe('describeResultCode', () => {
  // The codes of failure-taxonomy.md 3, in the writings that stand there.
  it.each([
    ['2', 'ERROR_FILE_NOT_FOUND'],
    ['3', 'ERROR_PATH_NOT_FOUND'],
    ['5', 'ERROR_ACCESS_DENIED'],
    ['8', 'ERROR_NOT_ENOUGH_MEMORY'],
    ['12', 'ERROR_INVALID_ACCESS'],
    ['13', 'ERROR_INVALID_DATA'],
    ['32', 'ERROR_SHARING_VIOLATION'],
    ['0x35', 'ERROR_BAD_NETPATH'],
    ['64', 'ERROR_NETNAME_DELETED'],
    ['112', 'ERROR_DISK_FULL'],
    ['123', 'ERROR_INVALID_NAME'],
    ['1168', 'ERROR_NOT_FOUND'],
    ['0x8007052e', 'ERROR_LOGON_FAILURE'],
    ['0x80004005', 'E_FAIL'],
    ['0x80040154', 'REGDB_E_CLASSNOTREG'],
    ['80041001', 'WBEM_E_FAILED'],
    ['0x80041002', 'WBEM_E_NOT_FOUND'],
    ['0x80041003', 'WBEM_E_ACCESS_DENIED'],
    ['IDispatch error #3603', 'WBEM_E_PROVIDER_LOAD_FAILURE'],
    ['0x800706BA', 'RPC_S_SERVER_UNAVAILABLE'],
    ['0x800706D9', 'EPT_S_NOT_REGISTERED'],
    ['0x80070103', 'ERROR_NO_MORE_ITEMS'],
    ['0x00000906', 'NERR_NetNameNotFound'],
    ['0x801901F4', 'HTTP_E_STATUS_SERVER_ERROR'],
    ['0x80190194', 'HTTP_E_STATUS_NOT_FOUND'],
    ['800B0101', 'CERT_E_EXPIRED'],
    ['87d00226', 'CCM_E_HTTP_NOT_ALLOWED'],
    ['0x800704D3', 'ERROR_REQUEST_ABORTED'],
  ])('%s is %s', (written, name) => {
    const described = describeResultCode(written)
    expect(described?.name).toBe(name)
    expect(described?.code).toBe(canonicalCode(written))
    expect(described?.words).toMatch(/^\S.{5,}$/)
  })

  it('says nothing about what it does not know', () => {
    expect(describeResultCode('0x8123ABCD')).toBeUndefined()
    expect(describeResultCode('no code')).toBeUndefined()
  })
})

describe('the table', () => {
  it('holds each code and each name once, in order, in canonical form', () => {
    const codes = resultCodes.map(({ code }) => code)
    expect(codes).toEqual([...new Set(codes)].sort())
    for (const code of codes) expect(canonicalCode(code)).toBe(code)
    expect(new Set(resultCodes.map(({ name }) => name.toUpperCase())).size).toBe(codes.length)
  })

  it('is found by name too', () => {
    expect(resultCodeNamed('error_disk_full')?.code).toBe('0x80070070')
    expect(resultCodeNamed('NERR_NETNAMENOTFOUND')?.code).toBe('0x80070906')
    expect(resultCodeNamed('ERROR_NOTHING')).toBeUndefined()
  })
})
