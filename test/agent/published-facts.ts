// What the recorded files tell, file by file, checked against their text and the READMEs beside them: nothing less, and nothing
// that is not in them. Facts left out are absent: null, an empty list, zero, no pull DP, action `distribute`.

/** A failure, and what is waited for: class of the taxonomy, code, 1-based lines that prove it. */
type Cause = { readonly class?: string; readonly code?: string; readonly lines?: readonly number[] }

export type PublishedDistribution = Cause & {
  readonly packageId?: string
  readonly packageVersion?: number
  readonly contentIds?: readonly string[]
  readonly jobIds?: readonly string[]
  readonly dp?: string
  readonly site?: string
  readonly pull?: true
  readonly action?: string
  readonly outcome: string
  readonly attempts?: number
  readonly failures?: number
  readonly firstTime?: string
  readonly lastTime?: string
  readonly nextRetry?: string
  readonly nextRetryText?: string
  readonly triesLeft?: number
  readonly givenUpAt?: string
}

export type PublishedFacts = {
  readonly distributions?: readonly PublishedDistribution[]
  readonly packages?: readonly (Cause & {
    readonly packageId?: string
    readonly site?: string
    readonly outcome: string
  })[]
  readonly distributionPoints?: readonly (Cause & { readonly dp?: string; readonly outcome: string })[]
}

export const publishedFacts: Readonly<Record<string, PublishedFacts>> = {
  'docs/advanced-troubleshooting-tips.distmgr.log': {
    distributions: [{ outcome: 'success' }],
  },
  'docs/boot-image-distribution-fails.distmgr.log': {
    distributions: [
      {
        packageId: 'CAS0000F',
        packageVersion: 2,
        dp: 'COMPUTERNAME.COM',
        site: 'SS1',
        contentIds: ['CAS0000F.2'],
        outcome: 'failure',
        class: 'content-lookup-excluded-drive',
        code: '0x80070003',
        lines: [4, 5, 6, 7],
      },
    ],
  },
  'docs/certificate-not-updated-on-pxe-dp.distmgr.log': {
    distributionPoints: [{ outcome: 'failure', class: 'pxe-password-key', lines: [1] }],
  },
  'docs/community-blog-dp-package-transfer-errors.PkgXferMgr.log': {
    distributions: [
      {
        contentIds: ['01C39B5C-4DA1-4A0E-A328-3FD2AC9F500F'],
        outcome: 'retrying',
        attempts: 1,
        failures: 24,
        firstTime: '2018-06-14T05:26:25.828Z',
        lastTime: '2018-06-14T05:26:25.828Z',
        nextRetry: '2018-06-14T05:56:25.000Z',
        nextRetryText: '14/06/2018 06:56:25 GMT Daylight Time',
        triesLeft: 76,
        givenUpAt: '2018-06-15T19:26:25.000Z',
        class: 'wmi-class-missing',
        code: '0x80041002',
        lines: [1, 2, 3, 4, 5, 6, 7, 8],
      },
      {
        contentIds: ['08D125AE-8841-4C08-90AA-0D6B091B5C39'],
        outcome: 'retrying',
        attempts: 1,
        failures: 24,
        firstTime: '2018-06-14T05:26:25.812Z',
        lastTime: '2018-06-14T05:26:25.859Z',
        nextRetry: '2018-06-14T05:56:25.000Z',
        nextRetryText: '14/06/2018 06:56:25 GMT Daylight Time',
        triesLeft: 76,
        givenUpAt: '2018-06-15T19:26:25.000Z',
        class: 'wmi-class-missing',
        code: '0x80041002',
        lines: [9, 10, 11, 12, 13, 14, 15, 16],
      },
    ],
  },
  'docs/components-and-threads.PkgXferMgr.log': {
    distributions: [{ dp: 'DPNAME.CONTOSO.COM', outcome: 'waiting', class: 'throttled', lines: [1, 2, 3] }],
  },
  'docs/content-distribution-error-80070070.PkgXferMgr.log': {
    distributions: [
      {
        packageId: 'C0101B18',
        outcome: 'failure',
        attempts: 1,
        class: 'branchcache-cache-full',
        code: '0x80070070',
        lines: [2],
      },
    ],
  },
  'docs/content-distribution-idispatch-error.distmgr.log': {
    distributionPoints: [
      { outcome: 'failure', class: 'iis-components', code: '0x80041013', lines: [5, 6, 7, 8, 9, 10, 11] },
    ],
  },
  'docs/dp-installation-upgrade-configuration.01-install.distmgr.log': {
    distributionPoints: [
      { dp: 'PS1DP1.CONTOSO.COM', outcome: 'success' },
      { dp: 'PS1DP2.CONTOSO.COM', outcome: 'success' },
    ],
  },
  'docs/dp-installation-upgrade-configuration.02-upgrade.distmgr.log': {
    distributionPoints: [{ dp: 'PS1SYS.CONTOSO.COM', outcome: 'success' }],
  },
  'docs/dp-installation-upgrade-configuration.04-removal.distmgr.log': {
    distributionPoints: [{ dp: 'PS1DP2.CONTOSO.COM', outcome: 'removed' }],
  },
  'docs/kb-archive-q244405.distmgr.log': {
    packages: [{ packageId: '61000012', outcome: 'removed' }],
  },
  'docs/kb-archive-q245579.distmgr.log': {
    packages: [
      { packageId: 'AUS0001B', outcome: 'failure', class: 'decompress-failed', code: '0x80070008', lines: [2] },
    ],
  },
  'docs/kb-archive-q267977.distmgr.log': {
    packages: [
      { packageId: 'BD100007', outcome: 'failure', class: 'decompress-failed', code: '0x8007000D', lines: [1, 2] },
    ],
  },
  'docs/kb-archive-q319189.distmgr.log': {
    distributions: [
      {
        packageId: 'TOP00001',
        dp: 'NTSERVER',
        site: 'SEC',
        outcome: 'failure',
        class: 'status-db',
        code: '0x80070003',
        lines: [4, 5, 6],
      },
    ],
    packages: [{ packageId: 'TOP00001', outcome: 'success' }],
  },
  'docs/package-distribution-to-remote-dp-fails.PkgXferMgr.log': {
    distributions: [
      {
        packageId: 'DAL0000C',
        packageVersion: 1,
        dp: 'DP.FABRIKAM.COM',
        contentIds: ['DAL0000C.1'],
        jobIds: ['26'],
        outcome: 'failure',
        attempts: 1,
        class: 'logon-remote-library',
        code: '0x8007052E',
        lines: [5, 6, 7],
      },
    ],
  },
  'docs/slow-dp-installation-upgrade.distmgr.log': {
    distributionPoints: [{ outcome: 'waiting', class: 'threads-saturated', lines: [1] }],
  },
  // The excerpt ends before the code, and names neither a package nor a distribution point.
  'docs/troubleshoot-content-distribution.DataTransferService.log': {
    distributions: [{ pull: true, outcome: 'failure', class: 'pull-endpoint-mapper', lines: [1] }],
  },
  'docs/troubleshoot-content-distribution.PkgXferMgr.log': {
    distributions: [
      {
        dp: 'DPNAME.CONTOSO.COM',
        contentIds: ['Content_b034813c-bc60-4a16-b471-7a0dc3d9662b.1'],
        outcome: 'retrying',
        attempts: 1,
        failures: 1,
        nextRetryText: '12/4/2014 6:14:27 AM Eastern Standard Time',
        triesLeft: 99,
        class: 'wmi-add-failed',
        code: '0x80041001',
        lines: [3, 5, 8],
      },
      { dp: 'DPNAME.CONTOSO.COM', outcome: 'waiting', class: 'throttled', lines: [9, 10] },
      {
        dp: 'P01PDP1.CONTOSO.COM',
        site: 'P01',
        pull: true,
        outcome: 'waiting',
        attempts: 1,
        nextRetryText: '1/10/2019 1:16:33 PM Eastern Standard Time',
        class: 'pull-capacity',
        lines: [20, 21],
      },
      {
        packageVersion: 14,
        dp: 'DPNAME.CONTOSO.COM',
        site: 'S01',
        contentIds: ['000f8a0a-825c-457b-a15b-57ade145a09b'],
        outcome: 'retrying',
        attempts: 1,
        class: 'content-missing-site',
        code: '0x80070003',
        lines: [22, 24, 25, 26],
      },
      {
        packageId: 'P0100053',
        packageVersion: 2,
        contentIds: ['P0100053.2'],
        outcome: 'failure',
        attempts: 1,
        class: 'content-missing-site',
        code: '0x80070003',
        lines: [28, 29],
      },
      {
        packageVersion: 6,
        dp: 'DPNAME.CONTOSO.COM',
        outcome: 'waiting',
        attempts: 1,
        failures: 1,
        nextRetryText: '3/15/2016 8:30:08 AM Mountain Daylight Time',
        triesLeft: 99,
        class: 'schedule-closed',
        code: '0x80004005',
        lines: [11, 13, 14],
      },
      {
        packageVersion: 8,
        dp: 'DPNAME.CONTOSO.COM',
        jobIds: ['12771'],
        outcome: 'failure',
        attempts: 5,
        class: 'sharing-violation-multi-thread',
        lines: [15, 16, 17, 18, 19],
      },
    ],
  },
  'docs/troubleshoot-content-distribution.PullDP.log': {
    distributions: [
      {
        packageId: 'C010000D',
        packageVersion: 28,
        pull: true,
        outcome: 'failure',
        class: 'pull-signature-404',
        code: '0x80070002',
        lines: [2],
      },
    ],
  },
  'docs/troubleshoot-content-distribution.distmgr.log': {
    distributions: [
      {
        dp: 'DPNAME.CONTOSO.COM',
        site: 'PS1',
        outcome: 'failure',
        class: 'network-path',
        code: '0x80070035',
        lines: [3, 4, 5],
      },
    ],
    packages: [
      { outcome: 'failure', class: 'source-access', code: '0x80070005', lines: [7, 8] },
      { outcome: 'waiting', class: 'threads-saturated', lines: [2] },
      { outcome: 'waiting', class: 'waiting-intersite', lines: [1] },
    ],
  },
  'docs/understand-package-actions.01-create.site-CS1.distmgr.log': {
    packages: [{ site: 'CS1', outcome: 'success' }],
  },
  'docs/understand-package-actions.01-create.site-PS1.distmgr.log': {
    packages: [{ site: 'PS1', outcome: 'success' }],
  },
  'docs/understand-package-actions.02-distribute-across-sites.site-CS1.distmgr.log': {
    packages: [{ outcome: 'success' }],
  },
  'docs/understand-package-actions.02-distribute-across-sites.site-CS1.schedule.log': {
    packages: [{ outcome: 'success' }],
  },
  'docs/understand-package-actions.02-distribute-across-sites.site-CS1.sender.log': {
    packages: [{ outcome: 'success' }],
  },
  'docs/understand-package-actions.02-distribute-across-sites.site-PS1.PkgXferMgr.log': {
    distributions: [
      {
        packageVersion: 1,
        dp: 'PS1DP1.CONTOSO.COM',
        site: 'PS1',
        jobIds: ['577'],
        outcome: 'success',
        attempts: 1,
        firstTime: '2016-05-16T16:34:27.614Z',
        lastTime: '2016-05-16T16:34:27.614Z',
      },
    ],
  },
  'docs/understand-package-actions.02-distribute-across-sites.site-PS1.despool.log': {
    packages: [{ outcome: 'success' }],
  },
  'docs/understand-package-actions.02-distribute-across-sites.site-PS1.distmgr.log': {
    distributions: [
      {
        packageVersion: 1,
        dp: 'PS1DP1.CONTOSO.COM',
        site: 'PS1',
        outcome: 'success',
        firstTime: '2016-05-16T16:31:37.364Z',
        lastTime: '2016-05-16T16:34:31.679Z',
      },
    ],
    packages: [{ site: 'PS1', outcome: 'success' }],
  },
  'docs/understand-package-actions.02-distribute-across-sites.site-PS1.smsdpprov.log': {
    distributions: [{ packageVersion: 1, outcome: 'success' }],
  },
  'docs/understand-package-actions.03-distribute-standard-dp.PkgXferMgr.log': {
    distributions: [
      {
        packageVersion: 1,
        dp: 'PS1DP2.CONTOSO.COM',
        site: 'PS1',
        jobIds: ['582'],
        outcome: 'success',
        attempts: 1,
        firstTime: '2016-05-16T19:28:12.991Z',
        lastTime: '2016-05-16T19:28:13.003Z',
      },
    ],
  },
  'docs/understand-package-actions.03-distribute-standard-dp.distmgr.log': {
    distributions: [
      {
        packageVersion: 1,
        dp: 'PS1DP2.CONTOSO.COM',
        site: 'PS1',
        outcome: 'success',
        firstTime: '2016-05-16T19:26:58.642Z',
        lastTime: '2016-05-16T19:28:16.577Z',
      },
    ],
  },
  'docs/understand-package-actions.03-distribute-standard-dp.smsdpprov.log': {
    distributions: [{ packageVersion: 1, outcome: 'success' }],
  },
  'docs/understand-package-actions.04-distribute-pull-dp.PkgXferMgr.log': {
    distributions: [
      {
        packageId: 'P0100009',
        dp: 'P01PDP1.CONTOSO.COM',
        pull: true,
        outcome: 'waiting',
        attempts: 1,
        failures: 1,
        nextRetryText: '1/10/2019 2:00:42 AM Eastern Standard Time',
        triesLeft: 29,
        class: 'pull-no-source',
        lines: [3, 4, 5],
      },
      {
        packageId: 'P010000F',
        packageVersion: 3,
        dp: 'P01PDP1.CONTOSO.COM',
        site: 'P01',
        jobIds: ['190', '194'],
        pull: true,
        outcome: 'success',
        attempts: 2,
        firstTime: '2019-01-07T22:22:16.059Z',
        lastTime: '2019-01-07T22:22:16.059Z',
      },
      { pull: true, outcome: 'waiting', attempts: 1, class: 'pull-capacity', lines: [6, 7, 8] },
    ],
  },
  'docs/understand-package-actions.04-distribute-pull-dp.PullDP.log': {
    distributions: [
      {
        packageId: 'P010000A',
        packageVersion: 2,
        contentIds: ['2484568c-7aba-44ae-8557-05b61d62e70d', 'c085b4ba-8e8f-42bf-8e2d-bc1067697722'],
        pull: true,
        outcome: 'in-progress',
      },
      {
        packageId: 'P010000F',
        packageVersion: 3,
        contentIds: ['Content_3c9813ba-d7ab-4963-929c-36f90f479613.1'],
        pull: true,
        outcome: 'success',
      },
    ],
  },
  'docs/understand-package-actions.04-distribute-pull-dp.distmgr.log': {
    distributions: [
      {
        packageId: 'P010000F',
        packageVersion: 3,
        dp: 'P01PDP1.CONTOSO.COM',
        site: 'P01',
        pull: true,
        outcome: 'success',
        firstTime: '2019-01-07T20:05:18.665Z',
        lastTime: '2019-01-07T20:05:18.665Z',
      },
    ],
  },
  'docs/understand-package-actions.04-distribute-pull-dp.smsdpprov.log': {
    distributions: [
      { packageId: 'P010000F', contentIds: ['Content_3c9813ba-d7ab-4963-929c-36f90f479613.1'], outcome: 'success' },
    ],
  },
  'docs/understand-package-actions.05-update.distmgr.log': {
    distributions: [
      {
        packageId: 'PS100039',
        packageVersion: 2,
        dp: 'PS1DP1.CONTOSO.COM',
        site: 'PS1',
        action: 'update',
        outcome: 'in-progress',
      },
      {
        packageId: 'PS100039',
        packageVersion: 2,
        dp: 'PS1DP2.CONTOSO.COM',
        site: 'PS1',
        action: 'update',
        outcome: 'in-progress',
      },
      {
        packageId: 'PS100039',
        packageVersion: 2,
        dp: 'PS1SITE.CONTOSO.COM',
        site: 'PS1',
        action: 'update',
        outcome: 'in-progress',
      },
      {
        packageId: 'PS100039',
        packageVersion: 2,
        dp: 'PS1SYS.CONTOSO.COM',
        site: 'PS1',
        action: 'update',
        outcome: 'in-progress',
      },
    ],
    packages: [{ packageId: 'PS100039', site: 'PS1', outcome: 'success' }],
  },
  'docs/understand-package-actions.06-redistribute.PkgXferMgr.log': {
    distributions: [
      {
        packageVersion: 1,
        dp: 'PS1DP1.CONTOSO.COM',
        site: 'PS1',
        jobIds: ['583'],
        action: 'redistribute',
        outcome: 'success',
        attempts: 1,
        firstTime: '2016-05-16T20:06:36.827Z',
        lastTime: '2016-05-16T20:06:36.827Z',
      },
    ],
  },
  'docs/understand-package-actions.06-redistribute.PullDP.log': {
    distributions: [
      {
        contentIds: ['Content_3c9813ba-d7ab-4963-929c-36f90f479613.1'],
        pull: true,
        action: 'redistribute',
        outcome: 'in-progress',
      },
    ],
  },
  'docs/understand-package-actions.06-redistribute.distmgr.log': {
    distributions: [
      {
        dp: 'PS1DP2.CONTOSO.COM',
        site: 'PS1',
        outcome: 'in-progress',
        firstTime: '2016-05-16T19:26:58.642Z',
        lastTime: '2016-05-16T19:26:58.642Z',
      },
    ],
  },
  'docs/understand-pxe-boot.PkgXferMgr.log': {
    distributions: [
      {
        packageId: 'RR200004',
        packageVersion: 9,
        dp: 'REMOTEDP.CONTOSO.COM',
        site: 'RR2',
        contentIds: ['RR200004.9'],
        jobIds: ['105'],
        outcome: 'success',
        attempts: 1,
      },
    ],
  },
  'docs/understand-pxe-boot.distmgr.log': {
    distributions: [
      { packageId: 'RR200004', packageVersion: 9, dp: 'REMOTEDP.CONTOSO.COM', site: 'RR2', outcome: 'in-progress' },
    ],
    distributionPoints: [{ dp: 'REMOTEDP.CONTOSO.COM', outcome: 'success' }],
  },
  'docs/understand-pxe-boot.smsdpprov.log': {
    distributions: [{ packageId: 'RR200004', packageVersion: 9, contentIds: ['RR200004.9'], outcome: 'success' }],
  },
  'docs/understand-troubleshoot-updates-servicing.despool.log': {
    packages: [
      { packageId: 'CAS00008', outcome: 'success' },
      { packageId: 'CAS10001', outcome: 'success' },
      { packageId: 'MG100006', outcome: 'in-progress' },
    ],
  },
  'docs/understand-troubleshoot-updates-servicing.distmgr.log': {
    packages: [
      { packageId: 'CAS00008', site: 'CAS', outcome: 'success' },
      { packageId: 'CAS10001', site: 'CAS', outcome: 'in-progress' },
    ],
  },
  'docs/understand-troubleshoot-updates-servicing.schedule.log': {
    packages: [
      { packageId: 'CAS00008', outcome: 'success' },
      { packageId: 'CAS10001', outcome: 'success' },
    ],
  },
  'docs/understand-troubleshoot-updates-servicing.sender.log': {
    packages: [
      { packageId: 'CAS00008', outcome: 'success' },
      { packageId: 'CAS10001', outcome: 'success' },
    ],
  },
  'raw/distmgr-01.log': {
    packages: [{ packageId: '61000012', outcome: 'in-progress' }],
  },
  'raw/distmgr-02.view.txt': {
    packages: [{ site: 'CS1', outcome: 'success' }],
  },
  'raw/distmgr-03.view.txt': {
    distributions: [
      {
        packageVersion: 1,
        dp: 'PS1DP1.CONTOSO.COM',
        site: 'PS1',
        outcome: 'success',
        firstTime: '2016-05-16T16:31:37.364Z',
        lastTime: '2016-05-16T16:34:31.679Z',
      },
    ],
    packages: [{ site: 'PS1', outcome: 'success' }],
  },
  'raw/distmgr-04.view.txt': {
    distributions: [
      {
        packageVersion: 1,
        dp: 'PS1DP2.CONTOSO.COM',
        site: 'PS1',
        outcome: 'success',
        firstTime: '2016-05-16T19:26:58.642Z',
        lastTime: '2016-05-16T19:28:16.577Z',
      },
    ],
  },
  'raw/distmgr-05.view.txt': {
    distributions: [
      {
        packageId: 'PS100039',
        packageVersion: 2,
        dp: 'PS1DP1.CONTOSO.COM',
        site: 'PS1',
        action: 'update',
        outcome: 'in-progress',
      },
      {
        packageId: 'PS100039',
        packageVersion: 2,
        dp: 'PS1DP2.CONTOSO.COM',
        site: 'PS1',
        action: 'update',
        outcome: 'in-progress',
      },
      {
        packageId: 'PS100039',
        packageVersion: 2,
        dp: 'PS1SITE.CONTOSO.COM',
        site: 'PS1',
        action: 'update',
        outcome: 'in-progress',
      },
      {
        packageId: 'PS100039',
        packageVersion: 2,
        dp: 'PS1SYS.CONTOSO.COM',
        site: 'PS1',
        action: 'update',
        outcome: 'in-progress',
      },
    ],
    packages: [{ packageId: 'PS100039', site: 'PS1', outcome: 'success' }],
  },
  'raw/distmgr-06.view.txt': {
    distributionPoints: [
      { dp: 'PS1DP1.CONTOSO.COM', outcome: 'success' },
      { dp: 'PS1DP2.CONTOSO.COM', outcome: 'success' },
    ],
  },
  'raw/distmgr-07.view.txt': {
    distributionPoints: [{ dp: 'PS1SYS.CONTOSO.COM', outcome: 'success' }],
  },
  'raw/distmgr-08.view.txt': {
    packages: [{ outcome: 'waiting', class: 'waiting-intersite', lines: [1] }],
  },
  'raw/distmgr-09.view.txt': {
    distributions: [
      {
        dp: 'DPNAME.CONTOSO.COM',
        site: 'PS1',
        outcome: 'failure',
        class: 'network-path',
        code: '0x80070035',
        lines: [1, 2, 3],
      },
    ],
  },
  'raw/distmgr-10.view.txt': {
    packages: [{ outcome: 'failure', class: 'source-access', code: '0x80070005', lines: [2, 3] }],
  },
  'raw/distmgr-11.view.txt': {
    distributions: [
      {
        packageId: 'CAS0000F',
        packageVersion: 2,
        dp: 'COMPUTERNAME.COM',
        site: 'SS1',
        contentIds: ['CAS0000F.2'],
        outcome: 'failure',
        class: 'content-lookup-excluded-drive',
        code: '0x80070003',
        lines: [6, 7, 8, 9],
      },
    ],
  },
  'raw/distmgr-13.view.txt': {
    packages: [{ packageId: 'PS100003', site: 'PS1', outcome: 'success' }],
  },
  'raw/distmgr-14.view.txt': {
    distributions: [
      { packageId: 'RR200004', packageVersion: 9, dp: 'REMOTEDP.CONTOSO.COM', site: 'RR2', outcome: 'in-progress' },
    ],
    distributionPoints: [{ dp: 'REMOTEDP.CONTOSO.COM', outcome: 'success' }],
  },
  'raw/distmgr-15.view.txt': {
    distributions: [
      {
        packageId: 'TOP00001',
        dp: 'NTSERVER',
        site: 'SEC',
        outcome: 'failure',
        class: 'status-db',
        code: '0x80070003',
        lines: [4, 5, 6],
      },
    ],
    packages: [{ packageId: 'TOP00001', outcome: 'success' }],
  },
  'raw/other-06.view.txt': {
    distributions: [
      {
        packageId: 'P010000F',
        packageVersion: 3,
        contentIds: ['Content_3c9813ba-d7ab-4963-929c-36f90f479613.1'],
        pull: true,
        outcome: 'success',
      },
    ],
  },
  'raw/pkgxfermgr-01.log': {
    distributions: [
      {
        contentIds: ['01C39B5C-4DA1-4A0E-A328-3FD2AC9F500F'],
        outcome: 'retrying',
        attempts: 1,
        failures: 24,
        firstTime: '2018-06-14T05:26:25.828Z',
        lastTime: '2018-06-14T05:26:25.828Z',
        nextRetry: '2018-06-14T05:56:25.000Z',
        nextRetryText: '14/06/2018 06:56:25 GMT Daylight Time',
        triesLeft: 76,
        givenUpAt: '2018-06-15T19:26:25.000Z',
        class: 'wmi-class-missing',
        code: '0x80041002',
        lines: [1, 2, 3, 4, 5, 6, 7, 8],
      },
      {
        contentIds: ['08D125AE-8841-4C08-90AA-0D6B091B5C39'],
        outcome: 'retrying',
        attempts: 1,
        failures: 24,
        firstTime: '2018-06-14T05:26:25.812Z',
        lastTime: '2018-06-14T05:26:25.859Z',
        nextRetry: '2018-06-14T05:56:25.000Z',
        nextRetryText: '14/06/2018 06:56:25 GMT Daylight Time',
        triesLeft: 76,
        givenUpAt: '2018-06-15T19:26:25.000Z',
        class: 'wmi-class-missing',
        code: '0x80041002',
        lines: [9, 10, 11, 12, 13, 14, 15, 16],
      },
    ],
  },
  'raw/pkgxfermgr-02.view.txt': {
    distributions: [
      {
        packageVersion: 1,
        dp: 'PS1DP1.CONTOSO.COM',
        site: 'PS1',
        jobIds: ['577'],
        outcome: 'success',
        attempts: 1,
        firstTime: '2016-05-16T16:34:27.614Z',
        lastTime: '2016-05-16T16:34:27.614Z',
      },
    ],
  },
  'raw/pkgxfermgr-03.view.txt': {
    distributions: [
      {
        packageVersion: 1,
        dp: 'PS1DP2.CONTOSO.COM',
        site: 'PS1',
        jobIds: ['582'],
        outcome: 'success',
        attempts: 1,
        firstTime: '2016-05-16T19:28:12.991Z',
        lastTime: '2016-05-16T19:28:13.003Z',
      },
    ],
  },
  'raw/pkgxfermgr-04.view.txt': {
    distributions: [
      {
        packageId: 'P0100009',
        dp: 'P01PDP1.CONTOSO.COM',
        pull: true,
        outcome: 'waiting',
        attempts: 1,
        failures: 1,
        nextRetryText: '1/10/2019 2:00:42 AM Eastern Standard Time',
        triesLeft: 29,
        class: 'pull-no-source',
        lines: [3, 4],
      },
      {
        packageId: 'P010000F',
        packageVersion: 3,
        dp: 'P01PDP1.CONTOSO.COM',
        site: 'P01',
        jobIds: ['190', '194'],
        pull: true,
        outcome: 'success',
        attempts: 2,
        firstTime: '2019-01-07T22:22:16.059Z',
        lastTime: '2019-01-07T22:22:16.059Z',
      },
      { pull: true, outcome: 'waiting', attempts: 1, class: 'pull-capacity', lines: [5, 6, 7] },
    ],
  },
  'raw/pkgxfermgr-05.view.txt': {
    distributions: [
      {
        dp: 'DPNAME.CONTOSO.COM',
        contentIds: ['Content_b034813c-bc60-4a16-b471-7a0dc3d9662b.1'],
        outcome: 'retrying',
        attempts: 1,
        failures: 1,
        nextRetryText: '12/4/2014 6:14:27 AM Eastern Standard Time',
        triesLeft: 99,
        class: 'wmi-add-failed',
        code: '0x80041001',
        lines: [2, 3, 5],
      },
    ],
  },
  'raw/pkgxfermgr-06.view.txt': {
    distributions: [
      { dp: 'DPNAME.CONTOSO.COM', outcome: 'waiting', class: 'throttled', lines: [1, 2] },
      {
        packageVersion: 6,
        dp: 'DPNAME.CONTOSO.COM',
        outcome: 'waiting',
        attempts: 1,
        failures: 1,
        nextRetryText: '3/15/2016 8:30:08 AM Mountain Daylight Time',
        triesLeft: 99,
        class: 'schedule-closed',
        code: '0x80004005',
        lines: [3, 5, 6],
      },
    ],
  },
  'raw/pkgxfermgr-07.view.txt': {
    distributions: [
      {
        packageVersion: 8,
        dp: 'DPNAME.CONTOSO.COM',
        jobIds: ['12771'],
        outcome: 'failure',
        attempts: 5,
        class: 'sharing-violation-multi-thread',
        lines: [1, 2, 3, 4, 5],
      },
    ],
  },
  'raw/pkgxfermgr-08.view.txt': {
    distributions: [
      {
        packageId: 'RR200004',
        packageVersion: 9,
        dp: 'REMOTEDP.CONTOSO.COM',
        site: 'RR2',
        contentIds: ['RR200004.9'],
        jobIds: ['105'],
        outcome: 'success',
        attempts: 1,
      },
    ],
  },
  'raw/pkgxfermgr-09.view.txt': {
    distributions: [
      {
        packageId: 'C0101B18',
        outcome: 'failure',
        attempts: 1,
        class: 'branchcache-cache-full',
        code: '0x80070070',
        lines: [2],
      },
    ],
  },
  'raw/reconstructed/distmgr-standard-dp.log': {
    distributions: [
      {
        packageId: 'PS100038',
        packageVersion: 1,
        dp: 'PS1DP2.CONTOSO.COM',
        site: 'PS1',
        outcome: 'success',
        firstTime: '2016-05-16T19:26:58.122Z',
        lastTime: '2016-05-16T19:28:16.697Z',
      },
    ],
  },
  'raw/reconstructed/distmgr-update.log': {
    distributions: [
      {
        packageId: 'PS100039',
        packageVersion: 2,
        dp: 'PS1DP1.CONTOSO.COM',
        site: 'PS1',
        action: 'update',
        outcome: 'in-progress',
        firstTime: '2016-05-17T18:31:24.582Z',
        lastTime: '2016-05-17T18:31:24.702Z',
      },
      {
        packageId: 'PS100039',
        packageVersion: 2,
        dp: 'PS1DP2.CONTOSO.COM',
        site: 'PS1',
        action: 'update',
        outcome: 'in-progress',
        firstTime: '2016-05-17T18:31:24.822Z',
        lastTime: '2016-05-17T18:31:25.542Z',
      },
      {
        packageId: 'PS100039',
        packageVersion: 2,
        dp: 'PS1SITE.CONTOSO.COM',
        site: 'PS1',
        action: 'update',
        outcome: 'in-progress',
        firstTime: '2016-05-17T18:31:24.102Z',
        lastTime: '2016-05-17T18:31:24.222Z',
      },
      {
        packageId: 'PS100039',
        packageVersion: 2,
        dp: 'PS1SYS.CONTOSO.COM',
        site: 'PS1',
        action: 'update',
        outcome: 'in-progress',
        firstTime: '2016-05-17T18:31:24.342Z',
        lastTime: '2016-05-17T18:31:24.462Z',
      },
    ],
    packages: [{ packageId: 'PS100039', site: 'PS1', outcome: 'success' }],
  },
  'raw/reconstructed/pkgxfermgr-pull-dp.log': {
    distributions: [
      {
        packageId: 'P010000F',
        packageVersion: 3,
        dp: 'P01PDP1.CONTOSO.COM',
        site: 'P01',
        jobIds: ['190', '194'],
        pull: true,
        outcome: 'success',
        attempts: 2,
        firstTime: '2019-01-07T21:05:58.120Z',
        lastTime: '2019-01-07T22:22:16.179Z',
      },
    ],
  },
  'raw/reconstructed/pkgxfermgr-standard-dp.log': {
    distributions: [
      {
        packageId: 'PS100038',
        packageVersion: 1,
        dp: 'PS1DP2.CONTOSO.COM',
        site: 'PS1',
        contentIds: ['PS100038.1'],
        jobIds: ['582'],
        outcome: 'success',
        attempts: 1,
        firstTime: '2016-05-16T19:28:10.120Z',
        lastTime: '2016-05-16T19:28:13.123Z',
      },
    ],
  },
  'raw/reconstructed/smsdpprov-standard-dp.log': {
    distributions: [{ packageId: 'PS100038', packageVersion: 1, contentIds: ['PS100038.1'], outcome: 'success' }],
  },
  'raw/smsdpprov-02.log': {
    distributions: [{ packageId: 'RR200004', packageVersion: 9, contentIds: ['RR200004.9'], outcome: 'success' }],
  },
  'raw/smsdpprov-03.view.txt': {
    distributions: [
      { packageId: 'P010000F', contentIds: ['Content_3c9813ba-d7ab-4963-929c-36f90f479613.1'], outcome: 'success' },
      { packageVersion: 1, outcome: 'success' },
      { packageVersion: 1, outcome: 'success' },
    ],
  },
  'raw/smsdpprov-04.view.txt': {
    distributions: [{ outcome: 'failure', class: 'provider-not-registered', code: '0x80040154', lines: [1, 2, 3] }],
  },
}

/**
 * Files that tell of no distribution, package or role: other components, other work, or nothing but names left out by
 * the publisher. Several are full of words like "failed" that mean no harm.
 */
export const filesWithoutFacts: readonly string[] = [
  'docs/components-and-threads.thread-start.distmgr.log',
  'docs/dp-installation-upgrade-configuration.01-install.SMSProv.log',
  'docs/dp-installation-upgrade-configuration.01-install.hman.log',
  'docs/dp-installation-upgrade-configuration.01-install.smsdbmon.log',
  'docs/dp-installation-upgrade-configuration.01-install.smsdpprov.log',
  'docs/dp-installation-upgrade-configuration.02-upgrade.sitecomp.log',
  'docs/dp-installation-upgrade-configuration.02-upgrade.smsdpprov.log',
  'docs/dp-installation-upgrade-configuration.03-change.SMSProv.log',
  'docs/dp-installation-upgrade-configuration.03-change.hman.log',
  'docs/dp-installation-upgrade-configuration.03-change.smsdbmon.log',
  'docs/dp-installation-upgrade-configuration.04-removal.SMSProv.log',
  'docs/dp-installation-upgrade-configuration.04-removal.hman.log',
  'docs/dp-installation-upgrade-configuration.04-removal.smsdbmon.log',
  'docs/hash-mismatch-error-download-contentinfo-tar.ContentTransferManager.log',
  'docs/package-distribution-to-remote-dp-fails.security-event-4625.txt',
  'docs/understand-package-actions.01-create.site-CS1.SMSProv.log',
  'docs/understand-package-actions.01-create.site-CS1.smsdbmon.log',
  'docs/understand-package-actions.01-create.site-PS1.smsdbmon.log',
  'docs/understand-package-actions.02-distribute-across-sites.site-CS1.SMSProv.log',
  'docs/understand-package-actions.02-distribute-across-sites.site-CS1.smsdbmon.log',
  'docs/understand-package-actions.02-distribute-across-sites.site-PS1.smsdbmon.log',
  'docs/understand-package-actions.03-distribute-standard-dp.SMSProv.log',
  'docs/understand-package-actions.03-distribute-standard-dp.smsdbmon.log',
  'docs/understand-package-actions.04-distribute-pull-dp.DataTransferService.log',
  'docs/understand-package-actions.04-distribute-pull-dp.MP_Relay.log',
  'docs/understand-package-actions.04-distribute-pull-dp.SMSProv.log',
  'docs/understand-package-actions.04-distribute-pull-dp.smsdbmon.log',
  'docs/understand-package-actions.04-distribute-pull-dp.statesys.log',
  'docs/understand-package-actions.05-update.SMSProv.log',
  'docs/understand-package-actions.05-update.smsdbmon.log',
  'docs/understand-pxe-boot.SMSPXE.log',
  'docs/understand-pxe-boot.smsdbmon.log',
  'docs/understand-troubleshoot-updates-servicing.mixed-smsdbmon-distmgr.log',
  'docs/understand-troubleshoot-updates-servicing.smsdbmon.log',
  'raw/other-01.log',
  'raw/other-02.log',
  'raw/other-03.log',
  'raw/other-04.log',
  'raw/other-05.log',
  'raw/other-07.view.txt',
  'raw/smsdpprov-01.log',
  'raw/smsdpprov-05.view.txt',
]
