// Explanations for programs: `{"text", "explanations": […], "didYouMean", "unknownCode"}`. Absent facts are null.
import { fileNameOf } from '../../parsers/log-name.ts'
import { recordJson } from '../record-json.ts'
import type { Explained } from './explain-text.ts'
import type { Explanation, LineExplanation, SignatureExplanation } from './explanation.ts'

export function explanationJson(text: string, { explanations, didYouMean, unknownCode }: Explained): object {
  return { text, explanations: explanations.map(one), didYouMean: didYouMean ?? null, unknownCode: unknownCode ?? null }
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

/** The record as `cmdp parse` prints it, and what we know about it. */
function line({ kind, entry, event, signature, codes, status, failure, node }: LineExplanation): object {
  const { file: _file, offset: _offset, length: _length, ...record } = recordJson('', entry, event)
  return {
    kind,
    ...record,
    signature: signature === undefined ? null : signatureFacts(signature),
    codes,
    statusMeaning: status === undefined ? null : nulled(status),
    failure: failure ?? null,
    node: node ?? null,
  }
}

/** The same with null for what is undefined. */
const nulled = (value: object): object =>
  Object.fromEntries(Object.entries(value).map(([key, fact]: [string, unknown]) => [key, fact ?? null]))
