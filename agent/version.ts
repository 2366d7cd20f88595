// Written into the bundle by build.mjs; the sources run without it in tests.
declare const CMDP_VERSION: string | undefined
declare const CMDP_REVISION: string | undefined

/** Version of the package: `0.1.0`. */
export const version = typeof CMDP_VERSION === 'string' ? CMDP_VERSION : '0.0.0-sources'

/** Commit the bundle was built from, 12 hex digits; `unknown` outside a checkout. */
export const revision = typeof CMDP_REVISION === 'string' ? CMDP_REVISION : 'unknown'
