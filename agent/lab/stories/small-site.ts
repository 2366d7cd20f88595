// The site of `cmdp demo`: one primary site, eleven distribution points, every usual way to succeed and to fail.
import { hours, minutes, seconds } from './steps.ts'
import type { Story, StoryDp } from './story.ts'

const kilobyte = 1024
const megabyte = 1024 ** 2

const usualLine: StoryDp = { bytesPerSecond: 4 * megabyte }
const slowLine: StoryDp = { bytesPerSecond: 24 * kilobyte }

export const smallSite: Story = {
  site: {
    code: 'PS1',
    server: 'PS1SITE.CONTOSO.COM',
    inboxes: 'E:\\ConfigMgr\\inboxes',
    library: 'E:\\SCCMContentLib',
    packageThreads: 3,
    dpThreads: 5,
  },
  distributionPoints: {
    'PS1SITE.CONTOSO.COM': usualLine,
    'PS1DP1.CONTOSO.COM': usualLine,
    'PS1DP2.CONTOSO.COM': slowLine,
    'PS1DP3.CONTOSO.COM': usualLine,
    'PS1DP4.CONTOSO.COM': usualLine,
    'PS1DP5.CONTOSO.COM': usualLine,
    'PS1DP6.CONTOSO.COM': usualLine,
    'PS1DP7.CONTOSO.COM': usualLine,
    'PS1DP8.CONTOSO.COM': usualLine,
    'PS1PULL1.CONTOSO.COM': usualLine,
    'PS1PULL2.CONTOSO.COM': usualLine,
    'PS1PULL3.CONTOSO.COM': usualLine,
  },
  packages: {
    PS100021: {
      name: 'Office tools',
      site: 'PS1',
      version: 3,
      source: '\\\\FS1.CONTOSO.COM\\Source$\\OfficeTools',
      kind: 'package',
      files: { 'setup.exe': 6 * megabyte, 'tools.cab': 31 * megabyte, 'readme.txt': 4 * kilobyte },
    },
    PS100022: {
      name: 'PDF reader',
      site: 'PS1',
      version: 2,
      source: '\\\\FS1.CONTOSO.COM\\Source$\\PdfReader',
      kind: 'application',
      files: { 'reader.msi': 58 * megabyte, 'reader.mst': 96 * kilobyte },
    },
    PS100023: {
      name: 'Network drivers',
      site: 'PS1',
      version: 1,
      source: '\\\\FS2.CONTOSO.COM\\Drivers$\\Network',
      kind: 'package',
      files: { 'netx64.sys': 900 * kilobyte, 'netx64.inf': 40 * kilobyte, 'netx64.cat': 12 * kilobyte },
    },
    PS100024: {
      name: 'Time zone update',
      site: 'PS1',
      version: 1,
      source: '\\\\FS1.CONTOSO.COM\\Source$\\TimeZone',
      kind: 'package',
      files: { 'tzupdate.exe': 2 * megabyte },
    },
    CS10004A: {
      name: 'VPN client',
      site: 'CS1',
      version: 1,
      source: '\\\\CS1SITE.CONTOSO.COM\\Source$\\Vpn',
      kind: 'package',
      files: { 'vpn.msi': 18 * megabyte, 'vpn.cab': 7 * megabyte },
    },
    CS10004B: {
      name: 'Branding',
      site: 'CS1',
      version: 1,
      source: '\\\\CS1SITE.CONTOSO.COM\\Source$\\Branding',
      kind: 'package',
      files: { 'logo.cab': 300 * kilobyte },
    },
    PS100025: {
      name: 'Antivirus signatures',
      site: 'PS1',
      version: 40,
      source: '\\\\FS1.CONTOSO.COM\\Source$\\AvSignatures',
      kind: 'package',
      files: { 'full.cab': 9 * megabyte },
    },
  },
  acts: [
    {
      at: 0,
      package: 'PS100021',
      processing: 'distribute',
      to: {
        'PS1SITE.CONTOSO.COM': 'stands on the site server',
        'PS1DP1.CONTOSO.COM': 'arrives',
        'PS1DP2.CONTOSO.COM': 'arrives',
        'PS1DP3.CONTOSO.COM': 'arrives at the third try',
        'PS1DP4.CONTOSO.COM': 'not reachable',
        'PS1DP5.CONTOSO.COM': 'access denied',
        'PS1DP6.CONTOSO.COM': 'disk full',
        'PS1DP7.CONTOSO.COM': 'provider not registered',
      },
    },
    {
      at: minutes(2),
      package: 'PS100022',
      processing: 'distribute',
      to: {
        'PS1DP1.CONTOSO.COM': 'arrives',
        'PS1DP8.CONTOSO.COM': 'window closes',
        'PS1PULL1.CONTOSO.COM': 'pulls it',
        'PS1PULL2.CONTOSO.COM': 'finds no source',
        'PS1PULL3.CONTOSO.COM': 'has no capacity',
      },
    },
    { at: minutes(4), package: 'PS100023', processing: 'source unreadable', to: { 'PS1DP1.CONTOSO.COM': 'arrives' } },
    {
      at: minutes(6),
      package: 'CS10004A',
      processing: 'arrives late',
      to: { 'PS1DP1.CONTOSO.COM': 'arrives', 'PS1DP3.CONTOSO.COM': 'arrives' },
    },
    { at: minutes(7), package: 'CS10004B', processing: 'never arrives', to: { 'PS1DP2.CONTOSO.COM': 'arrives' } },
    {
      at: minutes(9),
      package: 'PS100024',
      processing: 'distribute',
      to: { 'PS1DP3.CONTOSO.COM': 'content missing on the site', 'PS1PULL1.CONTOSO.COM': 'finds a source later' },
    },
    {
      at: minutes(20),
      package: 'PS100025',
      processing: 'update',
      to: { 'PS1DP1.CONTOSO.COM': 'arrives', 'PS1DP3.CONTOSO.COM': 'arrives', 'PS1PULL1.CONTOSO.COM': 'pulls it' },
      every: hours(1),
    },
    {
      at: minutes(35) + seconds(30),
      package: 'PS100021',
      processing: 'distribute',
      to: { 'PS1DP1.CONTOSO.COM': 'sent again' },
    },
  ],
}
