// English names of Windows time zones -> bias of their standard time, minutes to add to the local time to get UTC. In
// daylight time it is 60 less (30 in none of these). Source: the zone list of Windows (`tzutil /l`), general knowledge.
const standardBias: Readonly<Record<string, number>> = {
  Hawaiian: 600,
  Alaskan: 540,
  Pacific: 480,
  'US Mountain': 420,
  Mountain: 420,
  'Central America': 360,
  Central: 360,
  'Canada Central': 360,
  'SA Pacific': 300,
  Eastern: 300,
  'US Eastern': 300,
  Atlantic: 240,
  Venezuela: 240,
  'SA Western': 240,
  'Pacific SA': 240,
  Newfoundland: 210,
  'E. South America': 180,
  Argentina: 180,
  'SA Eastern': 180,
  Azores: 60,
  GMT: 0,
  Greenwich: 0,
  'Coordinated Universal': 0,
  'W. Europe': -60,
  'Central Europe': -60,
  'Central European': -60,
  Romance: -60,
  'W. Central Africa': -60,
  GTB: -120,
  'Middle East': -120,
  Egypt: -120,
  'E. Europe': -120,
  FLE: -120,
  'South Africa': -120,
  Israel: -120,
  Jerusalem: -120,
  Turkey: -180,
  Arab: -180,
  Arabic: -180,
  Russian: -180,
  'E. Africa': -180,
  Iran: -210,
  Arabian: -240,
  Pakistan: -300,
  India: -330,
  'Sri Lanka': -330,
  Nepal: -345,
  Bangladesh: -360,
  'SE Asia': -420,
  China: -480,
  Singapore: -480,
  'W. Australia': -480,
  Taipei: -480,
  Tokyo: -540,
  Korea: -540,
  'Cen. Australia': -570,
  'AUS Central': -570,
  'E. Australia': -600,
  'AUS Eastern': -600,
  Tasmania: -600,
  'New Zealand': -720,
}

/**
 * The bias of a zone named as Windows prints it in English: `Eastern Daylight Time` is 240.
 *
 * @returns minutes to add to the local time to get UTC; undefined for a name that is not in the table
 */
export function biasOfZoneName(name: string): number | undefined {
  const [, zone = '', season] = /^(.{1,40}?) (Standard|Daylight|Summer)? ?Time$/.exec(name.trim()) ?? []
  const standard = Object.hasOwn(standardBias, zone) ? standardBias[zone] : undefined
  if (standard === undefined) return undefined
  return season === 'Daylight' || season === 'Summer' ? standard - 60 : standard
}
