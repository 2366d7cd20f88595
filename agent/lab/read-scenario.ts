import { readText } from '../config/config-sources.ts'
import { describeProblem } from '../config/load-config.ts'
import { AgentError } from '../errors.ts'
import { loadScenario, type Scenario } from './scenario/load-scenario.ts'

/** Rejects with AgentError: `scenarioInvalid` names all mistakes at once. */
export async function readScenario(path: string): Promise<Scenario> {
  const loaded = loadScenario(await readText(path), path)
  if (loaded.scenario !== undefined) return loaded.scenario
  const { problems } = loaded
  const count = problems.length === 1 ? 'a problem' : `${String(problems.length)} problems`
  throw new AgentError('scenarioInvalid', { count, problems: problems.map(describeProblem).join('\n') })
}
