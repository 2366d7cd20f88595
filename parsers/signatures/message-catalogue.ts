import type { LogName } from '../log-name.ts'
import { distmgr } from './distmgr.ts'
import { dataTransferService, despool, pullDp, schedule, sender, sitecomp, smsdbmon, statesys } from './neighbours.ts'
import { pkgXferMgr } from './pkgxfermgr.ts'
import type { FieldsFor, Signature } from './signature.ts'
import { smsDpProv } from './smsdpprov.ts'

const rows = {
  distmgr,
  pkgxfermgr: pkgXferMgr,
  smsdpprov: smsDpProv,
  smsdbmon,
  schedule,
  sender,
  despool,
  sitecomp,
  statesys,
  pulldp: pullDp,
  datatransferservice: dataTransferService,
} as const

/** Every message we know, by log; the three main logs first. */
export const catalogue: Readonly<Record<LogName, readonly Signature[]>> = rows

/** The messages of one log, in the order of log-signatures.md. */
export const signaturesOf = (log: LogName): readonly Signature[] => catalogue[log]

type Row = (typeof rows)[LogName][number]

export type SignatureId = Row['id']

/** Values that a message of this row carries. */
export type FieldsOf<Id extends SignatureId> = FieldsFor<Extract<Row, { readonly id: Id }>['template']>
