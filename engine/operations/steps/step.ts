// What an operation does to a library, one change at a time. Planners make steps (plain values: they travel to worker
// threads and into the journal), perform-step.ts does them, undo-step.ts takes them back.
//
// Every step is safe to do again: recovery does not know where the last run was cut off.

/** Where the bytes of a step come from: a place known to the run, and a path there. */
export type Origin = {
  /** `source` is the folder or library given with --source; `library` the library that is changed. */
  readonly place: string
  readonly path: string
}

export type Step =
  /** The parent is there or made by an earlier step of the same stage. */
  | {
      readonly action: 'make-folder'
      readonly path: string
      readonly bytes: 0
      /** It was there before, and stays when the operation is taken back. */
      readonly there?: true
    }
  /** The bytes of a stored file: read from the origin, verified against length and hash, put in place in one rename. */
  | {
      readonly action: 'write-stored-file'
      readonly path: string
      /** Length of the file. */
      readonly bytes: number
      /** Upper-case hex. */
      readonly hash: string
      readonly from: Origin
      /** There is one of this name, which stays until the new one is verified. */
      readonly replaces: boolean
      /** Store path on the same drive where the very bytes that were hashed lie already: they only get their name. */
      readonly spooled?: string | undefined
    }
  /** A small file whose bytes the planner knows: INI, signature, archive of signatures. */
  | {
      readonly action: 'write-file'
      readonly path: string
      readonly bytes: number
      readonly content: Uint8Array
      readonly replaces: boolean
      /** It lies in a folder that is unfinished as a whole, and needs no temporary name of its own. */
      readonly direct?: true
    }
  /** Lists users beside a stored file; those that are listed stay. `bytes` is the size of the users INI afterwards. */
  | {
      readonly action: 'add-users'
      /** Store path of the users INI. */
      readonly path: string
      readonly bytes: number
      readonly users: readonly string[]
      /** There is none yet, nor anybody who could look for it: it needs no temporary name. */
      readonly creates: boolean
    }
  /** Takes users out while others stay. */
  | { readonly action: 'drop-users'; readonly path: string; readonly bytes: number; readonly users: readonly string[] }
  /**
   * The last user goes, and with it users INI, bytes and signature, in this order. The users INI is read again first:
   * with a user who is not listed here the stored file stays.
   */
  | {
      readonly action: 'remove-stored-file'
      /** Store path of the data. */
      readonly path: string
      /** Bytes that become free: data, INI and signature. */
      readonly bytes: number
      readonly users: readonly string[]
    }
  /** In the same folder; a folder or a file. `path` is the new name. */
  | {
      readonly action: 'rename'
      readonly path: string
      readonly bytes: 0
      readonly from: string
      /** A later step takes it away under its new name: neither name is there when that was done before. */
      readonly goes?: true
    }
  | { readonly action: 'remove-file'; readonly path: string; readonly bytes: number }
  /** An empty folder; one that is not empty any more stays. */
  | { readonly action: 'remove-folder'; readonly path: string; readonly bytes: 0 }

export type Action = Step['action']

/**
 * Steps that may be cut off, or lost to a power failure, in any combination; all of them are on disk (flushed) before
 * the next stage begins. The order of stages is what makes an operation safe to cut anywhere. Within a stage folders
 * are made first, all bytes are written and flushed next, then everything gets its name in the order of the steps.
 */
export type StepStage = { readonly name: string; readonly steps: readonly Step[] }

/** Which actions write their bytes; the others free them, or have none. */
export const writes: ReadonlySet<Action> = new Set(['write-stored-file', 'write-file', 'add-users', 'drop-users'])
export const frees: ReadonlySet<Action> = new Set(['remove-stored-file', 'remove-file'])
