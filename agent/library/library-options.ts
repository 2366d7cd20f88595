// The options that all verbs of `cmdp library` share; read-options.ts reads them.
import type { Argv } from 'yargs'

const group = 'The library:'

/** Where a library is. */
const withPlace = <T>(args: Argv<T>): Argv<T> =>
  args
    .option('library', {
      type: 'string',
      requiresArg: true,
      group,
      describe: 'Folder SCCMContentLib of the primary drive; default from registry or configuration',
    })
    .option('drive', {
      type: 'string',
      array: true,
      nargs: 1,
      group,
      describe: 'E:=DIR: the folder that stands for the root of a drive; once for each',
    })

/** What is known of a library beside what it says itself; for commands that judge it. */
const withLists = <T>(args: Argv<T>): Argv<T> =>
  args
    .option('expected', {
      type: 'string',
      requiresArg: true,
      group,
      describe: 'What should be here: CSV or JSON with packageId and, if known, packageVersion, contentId, name, bytes',
    })
    .option('wmi', {
      type: 'string',
      requiresArg: true,
      group,
      describe: 'SMS_PackagesInContLib as CSV or JSON with packageId',
    })

const withWorkers = <T>(args: Argv<T>): Argv<T> =>
  args.option('workers', {
    type: 'string',
    requiresArg: true,
    group,
    describe: 'Threads that read and hash; default: cores',
  })

const withIndex = <T>(args: Argv<T>): Argv<T> =>
  args.option('index', {
    type: 'string',
    requiresArg: true,
    group,
    describe: 'Keep what was read in this file; the next run reads only what changed',
  })

const withNow = <T>(args: Argv<T>): Argv<T> =>
  args.option('now', { type: 'string', requiresArg: true, group, describe: 'Judge ages as of this time (ISO 8601)' })

/** Where a library is, and what else is known of it. */
export const withLibraryPlace = <T>(args: Argv<T>): Argv<T> => withWorkers(withLists(withPlace(args)))

/** For commands that read a library and judge nothing. */
export const withLibraryFiles = <T>(args: Argv<T>): Argv<T> => withIndex(withWorkers(withPlace(args)))

/** For commands that judge it by its names and INIs alone. */
export const withLibraryNames = <T>(args: Argv<T>): Argv<T> => withNow(withIndex(withLibraryPlace(args)))

export const withLibrary = <T>(args: Argv<T>): Argv<T> =>
  withLibraryNames(args).option('level', {
    type: 'string',
    requiresArg: true,
    group,
    choices: ['0', '1', '2', '3'],
    describe:
      '0 names, 1 INIs (default); 2 bytes and signatures too, 3 SMSSIG$ too: with scan, status and repair, verify always hashes',
  })

export const withRate = <T>(args: Argv<T>): Argv<T> =>
  args.option('rate', {
    type: 'string',
    requiresArg: true,
    describe: 'Hash at most so many bytes per second, such as 50MB',
  })

export const withBudget = <T>(args: Argv<T>): Argv<T> =>
  withRate(args)
    .option('max-duration', {
      type: 'string',
      requiresArg: true,
      describe: 'Stop hashing after this time, such as 30m',
    })
    .option('sample', {
      type: 'string',
      requiresArg: true,
      describe: 'Hash only a part of the stored files, such as 5%',
    })

/** For commands that change a library. */
export const withChange = <T>(args: Argv<T>): Argv<T> =>
  args.option('apply', { type: 'boolean', describe: 'Do it; without this the plan is printed and nothing changes' })

/** Where the files of a content come from. */
export const sourceOption = {
  type: 'string',
  array: true,
  nargs: 1,
  demandOption: true,
  describe:
    'Folder with the files, or another library that holds the content: once for each of its drives, primary first',
} as const

/** What moving a library between drives asks beside source and target. */
export const withMove = <T>(args: Argv<T>): Argv<T> =>
  args
    .option('delete-source', { type: 'boolean', describe: 'Delete what was moved, after a look at the new place' })
    .option('accept', {
      type: 'string',
      requiresArg: true,
      describe: 'Move although the library has findings of these rules: I10,I12',
    })
    .option('logs', {
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'Logs to look at for distributions under way; default those of this host',
    })

export const withCsv = <T>(args: Argv<T>): Argv<T> =>
  args.option('csv', {
    type: 'boolean',
    describe:
      'Print rows as CSV; control characters and line ends in names are shown as \\x1B and \\n (--json has the names)',
  })
