import type { EntryCounts } from '../../parsers/entry-reader.ts'

/** Count -> what it means for whoever reads the log. One row per fact that must not pass in silence. */
const meanings: readonly (readonly [keyof EntryCounts, (count: number) => string])[] = [
  ['orphans', (n) => `${n} ${n === 1 ? 'piece' : 'pieces'} of text belong to no record`],
  ['fragments', (n) => `${n} ${n === 1 ? 'piece' : 'pieces'} of torn writes`],
  ['nulBytes', (n) => `${n} NUL bytes, as a machine that lost power leaves them`],
  ['cutLines', (n) => `${n} ${n === 1 ? 'record was' : 'records were'} too long to be kept whole`],
  [
    'damagedFrames',
    (n) => `${n} ${n === 1 ? 'record contradicts itself' : 'records contradict themselves'} or lost its end`,
  ],
  [
    'unreadColumns',
    (n) =>
      `${n} ${n === 1 ? 'line ends' : 'lines end'} like a copy from a log viewer, but the columns could not be told from the message`,
  ],
  [
    'doubtfulZones',
    (n) => `${n} ${n === 1 ? 'time has' : 'times have'} a zone with an unclear sign, which was not taken`,
  ],
  ['invalidBytes', (n) => `${n} bytes are no text in UTF-8 nor in the code page`],
  [
    'gmtDisagreed',
    (n) =>
      `${n} ${n === 1 ? 'record' : 'records'} whose GMTDATE is not local time + bias: a foreign writer, or a wrong zone`,
  ],
]

/** What is worth knowing about how a log could be read, one line each. */
export const noteworthy = (counts: Readonly<EntryCounts>): string[] =>
  meanings.flatMap(([fact, words]) => (counts[fact] > 0 ? [words(counts[fact])] : []))
