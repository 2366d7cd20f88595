// What the provider answers when a caller breaks a rule (object-model.md 10). Which code the product gives is not
// published: the codes are ours, the numbers are the WMI constants that fit (engine decision of that section).

/** Code -> WMI constant. */
export const objectErrors = {
  PACKAGE_NOT_FOUND: '0x80041002',
  PROGRAM_NOT_FOUND: '0x80041002',
  COLLECTION_NOT_FOUND: '0x80041002',
  ADVERTISEMENT_NOT_FOUND: '0x80041002',
  DP_NOT_FOUND: '0x80041002',
  DP_SITE_MISMATCH: '0x80041008',
  NO_SOURCE: '0x80041016',
  ILLEGAL_NULL: '0x80041028',
  READ_ONLY: '0x80041023',
  ALREADY_EXISTS: '0x80041019',
  INVALID_PARAMETER: '0x80041008',
  VALUE_OUT_OF_RANGE: '0x8004102B',
  STALE_VERSION: '0x80041001',
  NOT_COMMITTED: '0x80041016',
  PULL_LOOP: '0x80041016',
  CIRCULAR: '0x80041016',
  TYPE_MISMATCH: '0x80041005',
  NOT_SOURCE_SITE: '0x80041001',
} as const

export type ObjectErrorCode = keyof typeof objectErrors

/** Rules of object-model.md 10 that end in an error. O-14, O-18 and O-19 are answered with a state instead. */
export type ObjectRule = `O-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 15 | 16 | 17 | 20}`

/** A call that the provider refused; nothing was changed. */
export class ObjectError extends Error {
  readonly rule: ObjectRule
  readonly code: ObjectErrorCode
  /** WMI result: `0x80041002`. */
  readonly hresult: string
  /** Class of the object: `SMS_Package`. */
  readonly objectClass: string
  /** The property or parameter that is wrong, where one is. */
  readonly property: string | undefined

  constructor(rule: ObjectRule, code: ObjectErrorCode, where: Where, message: string) {
    super(
      `${where.objectClass}${where.property === undefined ? '' : `.${where.property}`}: ${message} (${rule}, ${code})`,
    )
    this.name = 'ObjectError'
    this.rule = rule
    this.code = code
    this.hresult = objectErrors[code]
    this.objectClass = where.objectClass
    this.property = where.property
  }
}

type Where = { readonly objectClass: string; readonly property?: string | undefined }
