// The damage sweep at its full size: 2,000 stored files on three drives.
process.env['STORED'] = '2000'
await import('../engine/checks/damage-sweep.test.ts')
export {}
