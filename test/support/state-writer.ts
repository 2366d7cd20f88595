// A process of its own that commits batch after batch to a state folder and says which one is durable, until it is
// killed. Every batch writes its number under ten keys. CMDP_TEST_STATE: the folder.
import { systemClock } from '../../agent/clock.ts'
import { openState } from '../../agent/state/state-store.ts'

const store = await openState(process.env['CMDP_TEST_STATE'] ?? '', systemClock)
const [last] = await store.read('count')
const padding = 'x'.repeat(3_000)
for (let batch = Number(last?.value ?? 0) + 1; ; batch++) {
  const changes = Array.from({ length: 10 }, (_, key) => ({
    part: 'part',
    key: String(key),
    value: { batch, padding },
  }))
  try {
    await store.commit([...changes, { part: 'count', key: 'last', value: batch }])
    process.stdout.write(`${batch}\n`)
  } catch (error) {
    process.stdout.write(`failed: ${error instanceof Error ? error.message : String(error)}\n`)
    await systemClock.sleep(20)
    batch--
  }
}
