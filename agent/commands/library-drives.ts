/** Exit codes of `library drives`: 0 printed, 1 a drive is gone, 2 the library cannot be read. */
import type { CommandModule } from 'yargs'
import { systemClock } from '../clock.ts'
import { withLibrary } from '../library/library-options.ts'
import { print, printJson } from '../terminal/output.ts'
import { sizeWords, tableOf } from '../terminal/rows.ts'

export const drives: CommandModule = {
  command: 'drives',
  describe: 'Drives of the library: what lies there, free space, reserve, marker, which one is taken next',
  builder: (args) =>
    withLibrary(args)
      .example('$0 library drives', 'on a distribution point')
      .example('$0 library drives --index lib.idx', 'with a forecast, from the free space of earlier runs')
      .epilogue('Exit codes: 0 printed, 1 a drive of the library is gone, 2 could not look.'),
  async handler(parsed) {
    const { note, readLibrary, withSession } = await import('../library/library-session.ts')
    const { driveAccount } = await import('../../engine/checks/account.ts')
    const { nextDrive, volumesOf } = await import('../../engine/drives/pick-drive.ts')
    const { lateMarker } = await import('../../engine/drives/volumes.ts')
    const { findAbsence } = await import('../../engine/checks/missing.ts')
    const { viewOf } = await import('../../engine/checks/view.ts')
    await withSession(parsed, systemClock, async (session) => {
      const { reserveBytes } = session.place
      const view = viewOf(await readLibrary(session))
      const gone = findAbsence(view).goneDrives
      const rows = driveAccount(view, reserveBytes).map((one) => ({
        ...one,
        gone: gone.includes(String(one['drive'])),
      }))
      const nextPick = nextDrive(view.index.survey.drives, reserveBytes) ?? null
      if (session.options.json) await printJson({ drives: rows, nextPick })
      else await print(drivesText(rows, nextPick))
      for (const words of volumesOf(view.index.survey.drives).flatMap((one) => lateMarker(one) ?? []))
        note(session, words)
      process.exitCode = gone.length > 0 ? 1 : 0
    })
  },
}

const drivesText = (rows: readonly Readonly<Record<string, unknown>>[], nextPick: string | null): string =>
  tableOf(
    ['drive', 'folder', 'stored files', 'bytes', 'free', 'reserve', 'grows by', 'full in', 'marker', ''],
    rows.map((one) => [
      String(one['drive']),
      String(one['location']),
      Number(one['storedFiles']),
      sizeWords(Number(one['bytes'])),
      one['freeBytes'] === null ? '-' : sizeWords(Number(one['freeBytes'])),
      sizeWords(Number(one['reserveBytes'])),
      one['bytesPerDay'] === null ? '-' : `${sizeWords(Math.max(0, Number(one['bytesPerDay'])))}/day`,
      one['daysToReserve'] === null ? '-' : `${String(one['daysToReserve'])} days`,
      one['marker'] === true ? 'NO_SMS_ON_DRIVE.SMS' : '',
      [
        one['primary'] === true ? 'primary' : '',
        one['gone'] === true ? 'gone' : '',
        one['drive'] === nextPick ? 'next' : '',
      ]
        .filter((word) => word !== '')
        .join(', '),
    ]),
  )
