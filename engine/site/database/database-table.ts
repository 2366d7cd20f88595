// One table of a site's database, in memory: rows by key, grouped (by package, mostly), with triggers. A row is a value:
// a change puts a new one.

/** Where a row is to be found: on every site of the hierarchy, or on the site that wrote it alone. */
export type Scope = 'global' | 'local'

export type Change<Row> = {
  readonly key: string
  /** Database replication brought it. */
  readonly received: boolean
  /** undefined: the row was deleted. */
  readonly row: Row | undefined
  readonly before: Row | undefined
}

export type Trigger<Row> = (change: Change<Row>) => void

export type Table<Row> = {
  readonly scope: Scope
  readonly size: number
  get(key: string): Row | undefined
  /** Rows of one group, in the order in which they came. */
  group(name: string): IterableIterator<Row>
  rows(): IterableIterator<Row>
  put(row: Row): void
  /** Puts the changed row and gives it back; undefined when there is none. */
  change(key: string, changes: Partial<Row>): Row | undefined
  /** The same for columns of which every site has its own value: the other sites do not hear of it. */
  changeHere(key: string, changes: Partial<Row>): Row | undefined
  delete(key: string): void
  /** Runs after every change, in the order in which the triggers were set. */
  onChange(trigger: Trigger<Row>): void
  /** A change that database replication brings from another site. */
  receive(change: Change<Row>): void
  /** Runs after changes made on this site only: what database replication carries to the others. */
  onOwnChange(trigger: Trigger<Row>): void
}

export function createTable<Row extends object>(layout: {
  readonly scope: Scope
  key(row: Row): string
  group(row: Row): string
}): Table<Row> {
  const rows = new Map<string, Row>()
  const groups = new Map<string, Map<string, Row>>()
  const triggers: Trigger<Row>[] = []
  const ownTriggers: Trigger<Row>[] = []
  const store = (key: string, row: Row | undefined, received = false): Change<Row> => {
    const before = rows.get(key)
    const groupName = layout.group((row ?? before) as Row)
    if (before !== undefined && row !== undefined && layout.group(before) !== groupName) {
      groups.get(layout.group(before))?.delete(key)
    }
    if (row === undefined) {
      rows.delete(key)
      groups.get(groupName)?.delete(key)
      if (groups.get(groupName)?.size === 0) groups.delete(groupName)
    } else {
      rows.set(key, row)
      const group = groups.get(groupName) ?? new Map<string, Row>()
      groups.set(groupName, group.set(key, row))
    }
    return { key, received, row, before }
  }
  const announce = (change: Change<Row>, own: boolean): void => {
    for (const trigger of triggers) trigger(change)
    if (own) for (const trigger of ownTriggers) trigger(change)
  }
  const change = (key: string, changes: Partial<Row>, own: boolean): Row | undefined => {
    const before = rows.get(key)
    if (before === undefined) return undefined
    const row = { ...before, ...changes }
    announce(store(key, row), own)
    return row
  }
  return {
    scope: layout.scope,
    get size() {
      return rows.size
    },
    get: (key) => rows.get(key),
    group: (name) => (groups.get(name) ?? new Map<string, Row>()).values(),
    rows: () => rows.values(),
    put: (row) => announce(store(layout.key(row), row), true),
    change: (key, changes) => change(key, changes, true),
    changeHere: (key, changes) => change(key, changes, false),
    delete(key) {
      if (rows.has(key)) announce(store(key, undefined), true)
    },
    onChange: (trigger) => void triggers.push(trigger),
    onOwnChange: (trigger) => void ownTriggers.push(trigger),
    receive({ key, row }) {
      if (row === undefined && !rows.has(key)) return
      announce(store(key, row, true), false)
    },
  }
}
