// SMS_Collection and its membership rules (object-model.md 6).
import type { SiteCode } from '../../ids.ts'
import type { ScheduleToken } from './schedule-token.ts'
import { list, number, readOnly } from './property-forms.ts'
import type { PropertyTable } from './property.ts'

export type SmsCollection = {
  readonly CollectionID: string
  readonly Name: string
  /** 0 other, 1 user, 2 device. */
  readonly CollectionType: number
  /** Members outside of this collection do not count; empty for none. */
  readonly LimitToCollectionID: string
  readonly CollectionRules: readonly CollectionRule[]
  readonly RefreshType: number
  readonly RefreshSchedule: readonly ScheduleToken[]
  readonly CurrentStatus: number
  readonly OwnedByThisSite: boolean
  readonly SourceSite: SiteCode
  readonly MemberCount: number
  readonly IsBuiltIn: boolean
  readonly SedoObjectVersion: string
}

/** The embedded classes SMS_CollectionRuleDirect, …Query, …IncludeCollection, …ExcludeCollection. */
export type CollectionRule =
  | { readonly kind: 'direct'; readonly ruleName: string; readonly resourceClass: string; readonly resourceId: number }
  | { readonly kind: 'query'; readonly ruleName: string; readonly queryExpression: string }
  | { readonly kind: 'include'; readonly ruleName: string; readonly collectionId: string }
  | { readonly kind: 'exclude'; readonly ruleName: string; readonly collectionId: string }

export const collectionTypes = { other: 0, user: 1, device: 2 } as const

/** RefreshType; periodic and constant may be combined (6). */
export const refreshTypes = { manual: 1, periodic: 2, constant: 4 } as const

export const collectionStatuses = {
  none: 0,
  ready: 1,
  refreshing: 2,
  saving: 3,
  evaluating: 4,
  awaitingRefresh: 5,
  deleting: 6,
  appending: 7,
  querying: 8,
} as const

export const collectionProperties: PropertyTable<SmsCollection> = {
  CollectionID: readOnly('string'),
  Name: { kind: 'string', access: 'write', default: '', required: true },
  CollectionType: { kind: 'uint32', access: 'fixed', default: collectionTypes.device, range: [0, 2] },
  LimitToCollectionID: { kind: 'string', access: 'write', default: '' },
  CollectionRules: list(),
  RefreshType: number(refreshTypes.manual, { values: [1, 2, 4, 6] }),
  RefreshSchedule: list(15),
  CurrentStatus: readOnly('uint32', collectionStatuses.none),
  OwnedByThisSite: readOnly('boolean', true),
  SourceSite: readOnly('string'),
  MemberCount: readOnly('uint32', 0),
  IsBuiltIn: readOnly('boolean', false),
  SedoObjectVersion: readOnly('string', '1'),
}
