// The status messages of content distribution: what each number says. Source: distribution-engine.md 5.

export type StatusMeaning = {
  readonly id: number
  /** Component that raises it, as in COMP. */
  readonly component: string
  /** As logged or as the console colours it; undefined where no source shows it. */
  readonly severity: 'info' | 'warning' | 'error' | undefined
  readonly means: string
  /** Step of the distribution in which it is raised. */
  readonly raisedIn: string | undefined
}

/** In the order of the numbers. */
export const statusMessages: readonly StatusMeaning[] = [
  {
    id: 2300,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'begins to process a package',
    raisedIn: 'package thread start',
  },
  {
    id: 2301,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'package processed',
    raisedIn: 'package thread end',
  },
  {
    id: 2302,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'error',
    means: 'package could not be processed',
    raisedIn: 'package thread gives up this run',
  },
  {
    id: 2303,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'content refreshed on a DP',
    raisedIn: 'update, refresh',
  },
  {
    id: 2306,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'error',
    means: 'source folder missing or not readable',
    raisedIn: 'snapshot',
  },
  {
    id: 2311,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'package created or updated',
    raisedIn: 'row stored',
  },
  {
    id: 2321,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'error',
    means: 'compressed package could not be unpacked',
    raisedIn: 'receiving site (old product)',
  },
  {
    id: 2323,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'error',
    means: 'NAL could not be initialised',
    raisedIn: 'DP connect',
  },
  {
    id: 2324,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'error',
    means: 'package share could not be reached or made',
    raisedIn: 'DP share',
  },
  {
    id: 2328,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'error',
    means: 'package could not be copied to the DP',
    raisedIn: 'DP copy (old product)',
  },
  {
    id: 2330,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'package is on the DP',
    raisedIn: 'STA with status 3',
  },
  {
    id: 2333,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'compressed copy is prepared for a site',
    raisedIn: 'before the mini-job',
  },
  {
    id: 2339,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'Scheduler and Sender told to send package info to a child site',
    raisedIn: 'inter-site (old product)',
  },
  {
    id: 2342,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'starts to distribute to a DP',
    raisedIn: 'DP thread',
  },
  {
    id: 2354,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'error',
    means: 'content status file could not be validated',
    raisedIn: 'status processing',
  },
  {
    id: 2357,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'PkgXferMgr told to send to a DP',
    raisedIn: 'job row inserted',
  },
  {
    id: 2360,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: undefined,
    means: 'meaning not known to any source',
    raisedIn: undefined,
  },
  {
    id: 2370,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'error',
    means: 'DP could not be installed',
    raisedIn: 'DP install',
  },
  {
    id: 2371,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'waits for prestaged content (in progress)',
    raisedIn: 'prestaged DP',
  },
  {
    id: 2372,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'waits for content (in progress)',
    raisedIn: 'receiving site',
  },
  {
    id: 2375,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'virtual directories made on the share or volume',
    raisedIn: 'IIS setup',
  },
  {
    id: 2376,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'snapshot created',
    raisedIn: 'after hashing',
  },
  {
    id: 2380,
    component: 'SMS_Distribution_Point_Monitoring',
    severity: 'info',
    means: 'content evaluation started',
    raisedIn: 'validation',
  },
  {
    id: 2381,
    component: 'SMS_Distribution_Point_Monitoring',
    severity: 'info',
    means: 'another evaluation runs, package queued',
    raisedIn: 'validation',
  },
  {
    id: 2382,
    component: 'SMS_Distribution_Point_Monitoring',
    severity: 'error',
    means: 'content hash is wrong',
    raisedIn: 'validation',
  },
  {
    id: 2383,
    component: 'SMS_Distribution_Point_Monitoring',
    severity: 'error',
    means: 'package could not be validated (absent or damaged)',
    raisedIn: 'validation',
  },
  {
    id: 2384,
    component: 'SMS_Distribution_Point_Monitoring',
    severity: 'info',
    means: 'package verified',
    raisedIn: 'validation, per package',
  },
  {
    id: 2385,
    component: 'SMS_Distribution_Point_Monitoring',
    severity: 'error',
    means: 'files missing',
    raisedIn: 'validation',
  },
  {
    id: 2386,
    component: 'SMS_Distribution_Point_Monitoring',
    severity: 'info',
    means: 'validation cycle finished',
    raisedIn: 'validation, per DP',
  },
  {
    id: 2388,
    component: 'SMS_Distribution_Point_Monitoring',
    severity: 'warning',
    means:
      'package list could not be read, or library and WMI list differ; cycle does not finish (a warning or an error)',
    raisedIn: 'validation',
  },
  {
    id: 2391,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'error',
    means: 'DP cannot be connected (network, firewall, rights); text can carry retry interval and retries left',
    raisedIn: 'DP connect',
  },
  {
    id: 2397,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'detail comes after the server has processed messages',
    raisedIn: 'console placeholder',
  },
  {
    id: 2398,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: undefined,
    means: 'no content status found',
    raisedIn: 'console placeholder',
  },
  {
    id: 2399,
    component: 'SMS_DISTRIBUTION_MANAGER',
    severity: 'info',
    means: 'DP install or upgrade finished',
    raisedIn: 'worker end',
  },
  {
    id: 3306,
    component: 'SMS_HIERARCHY_MANAGER',
    severity: 'info',
    means: 'site control file processed',
    raisedIn: 'DP install, change, removal',
  },
  {
    id: 4400,
    component: 'SMS_DESPOOLER',
    severity: 'info',
    means: 'package stored on this site',
    raisedIn: 'after extraction',
  },
  {
    id: 8200,
    component: 'SMS_PACKAGE_TRANSFER_MANAGER',
    severity: 'info',
    means: 'package sent to the DP (id, version, server)',
    raisedIn: 'sending thread',
  },
  {
    id: 8203,
    component: 'SMS_PACKAGE_TRANSFER_MANAGER',
    severity: 'error',
    means: 'package could not be updated on the DP',
    raisedIn: 'sending thread failure',
  },
  {
    id: 8204,
    component: 'SMS_PACKAGE_TRANSFER_MANAGER',
    severity: 'info',
    means: 'content is being distributed (in progress)',
    raisedIn: 'during transfer',
  },
  {
    id: 8210,
    component: 'SMS_PACKAGE_TRANSFER_MANAGER',
    severity: 'info',
    means: 'package transfer to the DP is complete (adds the NAL path)',
    raisedIn: 'after the STA file',
  },
  {
    id: 8211,
    component: 'SMS_PACKAGE_TRANSFER_MANAGER',
    severity: 'error',
    means: 'package could not be updated on the DP; also when a pull DP is full',
    raisedIn: 'failure, capacity',
  },
  {
    id: 8212,
    component: 'SMS_PACKAGE_TRANSFER_MANAGER',
    severity: 'info',
    means: 'pull DP has no source with the content, tried again later',
    raisedIn: 'pull phase 1',
  },
]

const byId = new Map(statusMessages.map((row) => [row.id, row]))

/** @param id as in `STATMSG: ID=2330` */
export function describeStatusMessage(id: number): StatusMeaning | undefined {
  return byId.get(id)
}
