import { catalogue } from '../../../parsers/signatures/message-catalogue.ts'
import { placeholders, type Placeholder } from '../../../parsers/signatures/placeholders.ts'

const templates = new Map(
  Object.values(catalogue)
    .flat()
    .map(({ id, template }) => [id, template]),
)

/** Names of the values that a message of this row carries. */
export function holesOf(signature: string): readonly string[] {
  const known: Readonly<Record<string, Placeholder>> = placeholders
  return [...(templates.get(signature) ?? '').matchAll(/\{(\w+)\}/g)].map(([, name = '']) => known[name]?.field ?? name)
}
