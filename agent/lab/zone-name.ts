/** Bias in minutes -> how Windows names a zone in English; parsers/windows-zones.ts reads them back. */
const names: Readonly<Record<number, string>> = {
  480: 'Pacific Standard Time',
  420: 'Pacific Daylight Time',
  360: 'Central Standard Time',
  300: 'Eastern Standard Time',
  240: 'Eastern Daylight Time',
  180: 'SA Eastern Standard Time',
  0: 'GMT Standard Time',
  [-60]: 'W. Europe Standard Time',
  [-120]: 'W. Europe Daylight Time',
  [-180]: 'Arab Standard Time',
  [-330]: 'India Standard Time',
  [-480]: 'China Standard Time',
  [-540]: 'Tokyo Standard Time',
}

/** Name of some zone with this bias; a number where none is known, as Windows prints zones of its own making. */
export const zoneName = (biasMinutes: number): string => names[biasMinutes] ?? `UTC${offset(-biasMinutes)}`

function offset(minutes: number): string {
  const size = Math.abs(minutes)
  const digits = [Math.floor(size / 60), size % 60].map((value) => String(value).padStart(2, '0')).join(':')
  return `${minutes < 0 ? '-' : '+'}${digits}`
}
