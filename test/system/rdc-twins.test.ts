// The plain versions against WebAssembly at their full count.
process.env['CMDP_TEST_RUNS'] = '400'
await import('../engine/rdc/twins.test.ts')
export {}
