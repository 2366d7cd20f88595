// The plain versions against WebAssembly at their full count; with fast-check, as there.
process.env['CMDP_TEST_RUNS'] = '200'
await import('../engine/rdc/twins.test.ts')
export {}
