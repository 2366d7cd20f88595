import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recogniser, trimMarks } from '../../parsers/recognise.ts'
import { renderAny } from '../../parsers/render.ts'

const { recognise, mayMatch } = recogniser()

describe('recognise', () => {
  it('reads the values of a message under their output names', () => {
    const text =
      'Found send request with ID: 577, Package: PS100039, Version:1, Priority: 2, Destination: PS1DP1.CONTOSO.COM, DPPriority: 200'
    expect(recognise(text, 'pkgxfermgr')).toEqual({
      signature: 'PX-010',
      severity: 'info',
      fields: { jobId: '577', packageId: 'PS100039', packageVersion: '1', priority: '2', server: 'PS1DP1.CONTOSO.COM', dpPriority: '200' },
      shape: undefined,
    }) // prettier-ignore
  })

  it.each([
    '~Sending completed successfully',
    '~ Sending completed successfully~~ ',
    'Sending completed successfully\r\n',
  ])('leaves the marks around %j aside', (message) => {
    expect(recognise(message, 'pkgxfermgr')?.signature).toBe('PX-025')
  })

  it.each([
    ['Starting thread for processing replication, thread ID = 0x120C (4620)', 'distmgr', 4620],
    ['Created sending thread (Thread ID = 1140)', 'pkgxfermgr', 4416],
    ['Created sending thread (Thread ID = 0x1140)', 'pkgxfermgr', 4416],
    ['DP thread for package PS100039 with thread handle 1A0 and thread ID 2060 ended.', 'distmgr', 2060],
    ['Created a new despooling thread EE8', 'despool', 3816],
    ['Starting package processing thread,thread ID = 129', 'distmgr', 297],
  ] as const)('hands out the thread of %j as a number', (message, log, threadId) => {
    expect(recognise(message, log)?.fields['threadId']).toBe(threadId)
  })

  it.each([
    ['CSendFileAction::AddFile failed; 0X80041001', 'pkgxfermgr', '0x80041001'],
    ['ExecStaticMethod failed (80041002) SMS_DistributionPoint, AddFile', 'pkgxfermgr', '0x80041002'],
    ['Failed to make a network connection to \\\\DPNAME\\ADMIN$ (0x35).', 'distmgr', '0x80070035'],
    ['Failed to configure IIS module, GLE - 1168', 'distmgr', '0x80070490'],
    ['RegReadDWord failed; 0x80070002', 'smsdpprov', '0x80070002'],
  ] as const)('hands out the code of %j in canonical form', (message, log, resultCode) => {
    expect(recognise(message, log)?.fields['resultCode']).toBe(resultCode)
  })

  it.each(['<PackageID>', '\\<PackageID>', '\\<PackageID\\>', 'PackageID', 'PKGID'])(
    'takes no package id from %s',
    (written) => {
      const event = recognise(`Found package properties updated notification for package '${written}'`, 'distmgr')
      expect(event).toEqual({ signature: 'DM-020', severity: 'info', fields: {}, shape: { packageId: written } })
      expect(renderAny('DM-020', event!.fields, event!.shape)).toContain(`'${written}'`)
    },
  )

  it.each([
    ['Adding setup.exe file in PS1XXXXX.2.', 'PX-023', 'contentId'],
    ['Adding setup.exe file in PS100041.<v>.', 'PX-023', 'contentId'],
    ['Adding setup.exe file in Content_<guid>.1.', 'PX-023', 'contentId'],
    ['Adding setup.exe file in Content_XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX.1.', 'PX-023', 'contentId'],
    ['~Finished sending SWD package XXXXXXXX version 2 to distribution point A.B', 'PX-027', 'packageId'],
    ['~Finished sending SWD package PS1NNNNN version 2 to distribution point A.B', 'PX-027', 'packageId'],
    ['~Finished sending SWD package PS100041 version 2 to distribution point PS1DP1.<domain>', 'PX-027', 'server'],
    [
      String.raw`Sent status to the distribution manager for pkg PS100041, version 2, status 0 and distribution point ["Display=\\<DP>\"]MSWNET:["SMS_SITE=PS1"]\\<DP>` +
        '\\',
      'PX-030',
      'nalPath',
    ],
  ])('takes nothing from an id or a name that was made unreadable: %s', (message, signature, field) => {
    const event = recognise(message, 'pkgxfermgr')
    expect(event?.signature).toBe(signature)
    expect(event?.fields).not.toHaveProperty(field)
    expect(renderAny(signature, event!.fields, event!.shape)).toBe(message.replace(/^~/, ''))
  })

  it.each(['XXX00041', 'PS1FFFFF', 'PS100000', 'GGG0000F'])(
    'takes a package id that only looks odd: %s',
    (packageId) => {
      const message = `Finished sending SWD package ${packageId} version 2 to distribution point A.B`
      expect(recognise(message, 'pkgxfermgr')?.fields).toMatchObject({ packageId })
    },
  )

  it('takes nothing from the other words that documents print in place of a value', () => {
    const added = recognise(
      "Content '<PackageID>.1' for package '<PackageID>' has been added to content library successfully",
      'smsdpprov',
    )
    expect(added).toMatchObject({ signature: 'DP-001', fields: {} })
    const sent = recognise('Sending legacy content <id>.<v> for package PS100039', 'pkgxfermgr')
    expect(sent).toMatchObject({
      signature: 'PX-015',
      fields: { packageId: 'PS100039' },
      shape: { contentId: '<id>.<v>' },
    })
    expect(sent?.fields).not.toHaveProperty('contentId')
    const full = recognise('PullDP <DPNALPATH> has reached maximum capacity 50', 'pkgxfermgr')
    expect(full).toMatchObject({ signature: 'PX-045', fields: { n: '50' }, shape: { nalPath: '<DPNALPATH>' } })
    expect(recognise('PullDP has no capacity. Restart time = <timestamp>', 'pkgxfermgr')?.fields).toEqual({})
  })

  it.each([
    ['I', 'info'],
    ['W', 'warning'],
    ['E', 'error'],
  ])('takes the severity of a status message from SEV=%s', (letter, severity) => {
    const event = recognise(
      `STATMSG: ID=8211 SEV=${letter} LEV=M SOURCE="SMS Server" COMP="X" SYS=A SITE=PS1 PID=1 TID=4712…`,
      'pkgxfermgr',
    )
    expect(event).toMatchObject({ signature: 'PX-200', severity, fields: { statusMessageId: '8211', lev: 'M' } })
  })

  it('counts detail as information', () => {
    expect(recognise('Sending Started [C:\\a]', 'pkgxfermgr')?.severity).toBe('info')
    expect(recognise('Sending failed. Failure count = 1, Restart time = 1/1/2024', 'pkgxfermgr')?.severity).toBe(
      'error',
    )
  })

  it('keeps to the log it is told, and else tries the three main logs first', () => {
    const text = 'CContentDefinition::TotalFileSizes failed; 0x80070003'
    expect(recognise(text, 'pkgxfermgr')?.signature).toBe('PX-066')
    expect(recognise(text, 'distmgr')?.signature).toBe('DM-195')
    expect(recognise(text, 'smsdpprov')?.signature).toBe('DP-006')
    expect(recognise(text, 'smsdbmon')).toBeUndefined()
    expect(recognise(text)?.signature).toBe('DM-195')
    expect(recognise('Sending completed successfully')?.signature).toBe('PX-025')
    expect(recognise('Found ready instruction ds_x.ist')?.signature).toBe('DS-001')
  })

  it.each([
    ['DoPxeProviderRegister', 'DP-061'],
    ['DoPxeProviderRegister failed; 0x80070005', 'DP-031'],
    ['WDSServer status is 4', 'DP-070'],
    ['WDSServer failed; 0x80070424', 'DP-031'],
    ['ChangeServiceConfig failed; 0x80070005', 'DP-031'],
  ])('%j is %s: the row with the code wins', (text, id) => {
    expect(recognise(text, 'smsdpprov')?.signature).toBe(id)
  })

  it('takes the general row of smsdbmon only for other tables', () => {
    expect(recognise('RCV: INSERT on PkgNotification for PkgNotify_Add [PS100039 ][1]', 'smsdbmon')?.signature).toBe(
      'DB-001',
    )
    expect(recognise('RCV: INSERT on PkgNotification for PkgNotify_Add [x y z][1]', 'smsdbmon')).toBeUndefined()
    expect(recognise('RCV: INSERT on PkgNotification for Another [PS100039 ][1]', 'smsdbmon')?.signature).toBe('DB-003')
  })

  it('reads the first line where continuation lines fit no hole, and keeps them', () => {
    const message =
      'WARNING: Caught exception System.IO.IOException (Exception from HRESULT: 0x80070070)~\n  at Microsoft.X\n  at Y'
    const event = recognise(message, 'pkgxfermgr')
    expect(event).toMatchObject({ signature: 'PX-071', fields: { resultCode: '0x80070070' } })
    expect(renderAny('PX-071', event!.fields, event!.shape)).toBe(message)
    const sql = recognise('SQL>>>select 1\n  from dual', 'distmgr')
    expect(sql).toMatchObject({ signature: 'DM-105', fields: { text: 'select 1\n  from dual' } })
  })

  it.each([
    '',
    '~',
    'Sending',
    'Some other line',
    'Sending completed successfully!',
    'xSending completed successfully',
    '\u0000',
  ])('knows nothing about %j', (message) => {
    for (const log of ['distmgr', 'pkgxfermgr', 'smsdpprov', undefined] as const)
      expect(recognise(message, log)).toBeUndefined()
  })

  it('reads one line of 64 KiB of anything without trouble, and prints back what it reads', () => {
    fc.assert(
      fc.property(
        fc.constantFrom("Sending file '", 'SQL>>>', '(', 'RCV: ', ' to ', '~ '),
        fc.string(),
        (unit, tail) => {
          const text = trimMarks(unit.repeat(Math.ceil(65_536 / unit.length)) + tail)
          const event = recognise(text)
          if (event !== undefined) expect(renderAny(event.signature, event.fields, event.shape)).toBe(text)
        },
      ),
      { numRuns: 30 },
    )
  })
})

describe('mayMatch', () => {
  it('never says no to a message that is recognised', () => {
    const message = fc.constantFrom(
      '~ Sending completed successfully',
      '\t~~ConfigureDP  ',
      'RegReadDWord failed; 0x80070002',
      'SND: Dropped x [1]',
    )
    fc.assert(
      fc.property(fc.string(), message, fc.string(), (before, text, after) => {
        const bytes = Buffer.from(before + text + after)
        const start = Buffer.byteLength(before)
        expect(mayMatch(bytes, start, start + Buffer.byteLength(text))).toBe(true)
      }),
    )
  })

  it('says no to a message of another log', () => {
    const bytes = Buffer.from('Sending completed successfully')
    expect(mayMatch(bytes, 0, bytes.length, 'pkgxfermgr')).toBe(true)
    expect(mayMatch(bytes, 0, bytes.length, 'distmgr')).toBe(false)
    expect(mayMatch(bytes, 0, bytes.length)).toBe(true)
  })
})
