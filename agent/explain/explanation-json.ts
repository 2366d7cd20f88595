// Explanations for programs: `{"text", "explanations": […], "didYouMean"}`. Absent facts are null.
import { fileNameOf } from '../../parsers/log-name.ts'
import type { Explained } from './explain-text.ts'
import type { Explanation, LineExplanation, SignatureExplanation } from './explanation.ts'

export function explanationJson(text: string, { explanations, didYouMean }: Explained): object {
  return { text, explanations: explanations.map(one), didYouMean: didYouMean ?? null }
}

function one(explanation: Explanation): object {
  switch (explanation.kind) {
    case 'line':
      return line(explanation)
    case 'signature':
      return { kind: explanation.kind, ...signatureFacts(explanation) }
    case 'status message':
    case 'code':
    case 'failure class':
    case 'library rule':
    case 'flow node':
      return nulled(explanation)
  }
}

function signatureFacts({ signature, log, fieldNames, node, belongsTo }: SignatureExplanation): object {
  const { id, template, severity, means, pairsWith = null } = signature
  const others = belongsTo.map((other) => ({ ...other, log: fileNameOf(other.log) }))
  return {
    id,
    log: fileNameOf(log),
    template,
    severity,
    means,
    fieldNames,
    node: node ?? null,
    pairsWith,
    belongsTo: others,
  }
}

function line({ kind, entry, signature, severity, fields, codes, status, failure, node }: LineExplanation): object {
  const { form, time, localTime, biasMinutes, precision, component, thread, fragment, message } = entry
  return {
    kind,
    ...nulled({ form, time: time === undefined ? undefined : new Date(time).toISOString() }),
    localTime: localTime === undefined ? null : new Date(localTime).toISOString().slice(0, -1),
    ...nulled({ biasMinutes, precision, component, thread }),
    severity,
    fragment,
    message,
    signature: signature === undefined ? null : signatureFacts(signature),
    fields,
    codes,
    statusMessage: status === undefined ? null : nulled(status),
    failure: failure ?? null,
    node: node ?? null,
  }
}

/** The same with null for what is undefined. */
const nulled = (value: object): object =>
  Object.fromEntries(Object.entries(value).map(([key, fact]: [string, unknown]) => [key, fact ?? null]))
