import { expect, it } from 'vitest'
import { runCmdp } from '../../support/run-cmdp.ts'

it('explains words given one by one, and ends with 0', async () => {
  const { code, stdout, stderr } = await runCmdp(['explain', 'IDispatch', 'error', '#3603'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^0x80041013 WBEM_E_PROVIDER_LOAD_FAILURE\n/)
})

it('reads a line from standard input, and prints JSON', async () => {
  const line =
    '~Sending thread complete  $$<SMS_PACKAGE_TRANSFER_MANAGER><06-14-2018 06:26:25.828-60><thread=9112 (0x2398)>\r\n'
  const { code, stdout } = await runCmdp(['explain', '-', '--json'], { input: line })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    explanations: [{ kind: 'line', time: '2018-06-14T05:26:25.828Z', signature: { id: 'PX-031' }, fields: {} }],
  })
})

it('takes a text that begins with a dash behind --', async () => {
  expect((await runCmdp(['explain', '--', '-2147024891'])).stdout).toMatch(/^0x80070005 ERROR_ACCESS_DENIED\n/)
})

it('reads the time of a line without bias in the zone given', async () => {
  const { stdout } = await runCmdp([
    'explain',
    '[66C][Thu 09/04/2014 11:30:28]:CcmInstallPXE',
    '--zone',
    'Europe/Berlin',
  ])
  expect(stdout).toContain('2014-09-04T09:30:28.000Z')
})

it('ends with 1 when nothing is known, and says what may have been meant', async () => {
  const { code, stdout, stderr } = await runCmdp(['explain', 'PX-06O'])
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Nothing known about PX-06O\nDid you mean PX-060?\n',
  })
})

it.each([
  [['explain'], 'TEXT is missing'],
  [['explain', ' '], 'The text to explain is empty'],
  [['explain', '5', '--zone', 'Mars'], '--zone cannot be Mars'],
  [['explain', '5', '--zome', 'UTC'], 'Unknown option --zome; did you mean --zone?'],
])('ends with 2 for %j', async (args, problem) => {
  const { code, stdout, stderr } = await runCmdp(args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(problem)
})

it('refuses to read a whole log from standard input', async () => {
  const { code, stderr } = await runCmdp(['explain', '-'], { input: 'x'.repeat(1024 * 1024 + 1) })
  expect(code).toBe(2)
  expect(stderr).toContain('longer than 1 MB')
})
