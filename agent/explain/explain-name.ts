// A name or number from one of our tables -> what the table says.
import {
  describeResultCode,
  resultCodeNamed,
  resultCodes,
  win32Of,
  type ResultCodeWords,
} from '../../parsers/result-code.ts'
import { rows } from '../../parsers/signatures/prepared.ts'
import type { Row } from '../../parsers/signatures/row.ts'
import { describeStatusMessage, statusMessages } from '../../parsers/status-meanings.ts'
import { leadsTo } from '../../engine/flowcharts/draw-flow.ts'
import { flowIds, flowNode, flowOf, flowOfNode } from '../../engine/flowcharts/flows.ts'
import { findingKinds } from '../../engine/checks/finding-kinds.ts'
import { classesOfCode, signsOf } from '../diagnose/decision-order.ts'
import { failureClasses, type FailureClass, type FailureClassRow } from '../diagnose/failure-classes.ts'
import { fillNames } from '../diagnose/fill-names.ts'
import { flowNodeOf, isMark, marksOfNode } from '../diagnose/flow-nodes.ts'
import type {
  ClassExplanation,
  CodeExplanation,
  Explanation,
  NodeExplanation,
  RuleExplanation,
  SignatureExplanation,
  StatusExplanation,
} from './explanation.ts'

/** All that the name can be; empty when no table holds it. Letter case does not matter. */
export function explainName(name: string): readonly Explanation[] {
  const found = [
    explainSignature(name),
    explainStatus(name),
    explainClass(name.toLowerCase()),
    explainRule(name.toUpperCase()),
    explainNode(name.toUpperCase()),
    explainCode(name),
  ]
  return found.filter((explanation) => explanation !== undefined)
}

/** Every name that `explainName` knows, as written in its table. */
export function* knownNames(): Generator<string> {
  yield* rows.keys()
  for (const { id } of statusMessages) yield String(id)
  yield* Object.keys(failureClasses)
  yield* new Set([...Object.values(findingKinds).map(({ rule }) => rule), ...Object.keys(neverFound)])
  for (const id of flowIds) for (const node of flowOf(id).nodes) yield node.id
  for (const { code, name } of resultCodes) {
    yield name
    yield code
  }
}

function explainSignature(id: string): SignatureExplanation | undefined {
  const row = rows.get(id.toUpperCase()) ?? rows.get(id.toUpperCase().replace(/B$/, 'b'))
  return row && signatureExplanation(row)
}

export function signatureExplanation({ signature, log, fieldNames }: Row): SignatureExplanation {
  const named = [...(signature.pairsWith ?? '').matchAll(/\b[A-Z]{2}-\d{3}b?\b/g)].map(([id]) => id)
  return {
    kind: 'signature',
    signature,
    log,
    fieldNames,
    node: flowNodeOf({ signature: signature.id }),
    belongsTo: [...new Set(named)].flatMap((id) => {
      const row = rows.get(id)
      return row === undefined ? [] : [{ id, log: row.log, means: row.signature.means }]
    }),
  }
}

/** `2330`, `ID=2330`, `status 2330` */
function explainStatus(text: string): StatusExplanation | undefined {
  const id = /^(?:status(?: message)?[ -]?|ID=)?(\d{4,5})$/i.exec(text)?.[1]
  return id === undefined ? undefined : statusExplanation(Number(id))
}

export function statusExplanation(id: number): StatusExplanation | undefined {
  const meaning = describeStatusMessage(id)
  if (meaning === undefined) return undefined
  const node = flowNodeOf({ signature: 'DM-200', fields: { statusMessageId: String(id) } })
  return { kind: 'status message', ...meaning, node }
}

function explainClass(name: string): ClassExplanation | undefined {
  if (!Object.hasOwn(failureClasses, name)) return undefined
  const known = name as FailureClass
  const row: FailureClassRow = failureClasses[known]
  const withoutNames = (template: string): string => fillNames(template, [], [])
  return {
    kind: 'failure class',
    class: known,
    ...row,
    ...signsOf(known),
    cause: withoutNames(row.cause),
    remedy: withoutNames(row.remedy),
  }
}

function explainRule(rule: string): RuleExplanation | undefined {
  const findings = Object.values(findingKinds).filter((kind) => kind.rule === rule)
  const known = findings.length > 0 ? findings : (neverFound[rule] ?? [])
  if (known.length === 0) return undefined
  return {
    kind: 'library rule',
    rule,
    findings: known.map(({ severity, means, action }) => ({ severity, means, action })),
  }
}

/** Rules that no finding can name, since no portable call tells the fact (content-library.md, I28). */
const neverFound: Readonly<Record<string, RuleExplanation['findings']>> = {
  I28: [
    {
      severity: 'risk',
      means:
        'Stored files are plain or deduplicated, never encrypted by EFS; cmdp cannot see this and never reports it',
      action:
        'Decrypt them; deduplication is allowed for the volume of the library, not for that of the package source',
    },
  ],
}

function explainNode(node: string): NodeExplanation | undefined {
  const classes = (Object.keys(failureClasses) as FailureClass[]).filter((name) => nodeOfClass(name) === node)
  const known = flowNode(node)
  const flow = flowOfNode(node)
  if (known === undefined || flow === undefined) return undefined
  const marks = marksOfNode.get(node) ?? []
  return {
    kind: 'flow node',
    node,
    flow: { id: flow.id, title: flow.title },
    is: known.kind,
    text: known.text,
    ways: Object.entries(known.edges).map(([answer, edge]) => ({ answer, leadsTo: leadsTo(edge) })),
    seenIn: known.evidence.filter((evidence) => !isMark(evidence)),
    provedBy: marks.map((mark) => ({ mark, means: meaningOfMark(mark) })),
    classes,
  }
}

const nodeOfClass = (name: FailureClass): string | undefined => (failureClasses[name] as FailureClassRow).node

function meaningOfMark(mark: string): string {
  const status = /^status (\d+)$/.exec(mark)?.[1]
  if (status !== undefined) return describeStatusMessage(Number(status))?.means ?? ''
  return rows.get(mark)?.signature.means ?? ''
}

/** A code in any writing, or its name in the Windows headers. */
function explainCode(text: string): CodeExplanation | undefined {
  const words = describeResultCode(text) ?? resultCodeNamed(text)
  return words && codeExplanation(words)
}

const codeExplanation = (words: ResultCodeWords): CodeExplanation => ({
  kind: 'code',
  ...words,
  win32: win32Of(words.code),
  classes: classesOfCode(words.code),
})
