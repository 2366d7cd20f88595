// The damage sweep at its full size: 2,000 stored files on three drives, at other places in every run.
process.env['STORED'] = '2000'
process.env['SEED'] ??= String(Date.now() % 1_000_000)
await import('../engine/checks/damage-sweep.test.ts')
export {}
