import { createHash } from 'node:crypto'
import type { Fields } from '../../../parsers/recognise.ts'
import type { FieldTemplates, Speaker } from './steps.ts'
import type { Story } from './story.ts'

/** Where a step is played: what its holes can name, who speaks with which thread, and how fast files go. */
export type Scene = {
  readonly names: Readonly<Record<string, string | number>>
  readonly application: boolean
  readonly files: readonly SceneFile[]
  readonly bytesPerSecond: number
  /** FQDN of the distribution point; '' while only the package is processed. */
  readonly dp: string
  /** What the lines of this try print as the time of the next one, milliseconds from now. */
  readonly retryAfter: number
  /** Threads of this scene, shared with the scenes made from it; changed as threads begin and end. */
  readonly threads: Map<Speaker, number>
}

export type SceneFile = { readonly name: string; readonly bytes: number; readonly hash: string }

/** A pull DP is asked for its state every 60 minutes (distribution-engine.md 6.4). */
const pollDelay = 60 * 60_000

/** The scene of one package version, before any distribution point. */
export function packageScene(story: Story, packageId: string, version: number, updated: boolean): Scene {
  const { site } = story
  const described = story.packages[packageId]
  if (described === undefined) throw new Error(`The story has no package ${packageId}`)
  const files = Object.entries(described.files).map(([name, bytes]) => ({ name, bytes, hash: hashOf(packageId, name) }))
  const application = described.kind === 'application'
  const sourceVersion = updated ? version - 1 : version
  return {
    application,
    files,
    bytesPerSecond: Infinity,
    dp: '',
    retryAfter: pollDelay,
    threads: new Map(),
    names: {
      packageId,
      packageName: described.name,
      packageVersion: version,
      sourceVersion,
      storedVersion: sourceVersion,
      sourceSite: described.site,
      source: described.source,
      sizeKilobytes: Math.ceil(files.reduce((sum, { bytes }) => sum + bytes, 0) / 1024),
      contentId: application ? `Content_${guidOf(packageId, String(version))}.1` : `${packageId}.${String(version)}`,
      pkgver: `${packageId}.${String(version)}`,
      packageHash: hashOf(packageId, String(version)),
      signatureHash: hashOf(packageId, String(version), 'signature'),
      fileCount: files.length,
      site: site.code,
      siteServer: site.server,
      inboxes: site.inboxes,
      library: site.library,
      threadLimit: site.packageThreads,
    },
  }
}

/** The same package on its way to one distribution point. The package thread stays the package's own. */
export function dpScene(scene: Scene, story: Story, dp: string): Scene {
  const { code } = story.site
  const nalPath = `["Display=\\\\${dp}\\"]MSWNET:["SMS_SITE=${code}"]\\\\${dp}\\`
  return {
    ...scene,
    dp,
    bytesPerSecond: story.distributionPoints[dp]?.bytesPerSecond ?? Infinity,
    threads: new Map(scene.threads),
    names: { ...scene.names, server: dp, nalPath, guid: `{${guidOf(String(scene.names['packageId']), dp)}}` },
  }
}

/** A scene in which some names mean something else. */
export const withNames = (scene: Scene, names: Scene['names']): Scene => ({
  ...scene,
  names: { ...scene.names, ...names },
})

/** Names of one file, for the steps that are played once per file. */
export const fileNames = (file: SceneFile, library: string): Scene['names'] => ({
  file: file.name,
  hash: file.hash,
  storedFile: `${library}\\FileLib\\${file.hash.slice(0, 4)}\\${file.hash}`,
})

/** Templates -> values: `{packageId}.PKN` becomes `PS100021.PKN`. Throws when a name means nothing in this scene. */
export function filled(templates: FieldTemplates, names: Scene['names']): Fields {
  return Object.fromEntries(Object.entries(templates).map(([hole, template]) => [hole, filledText(template, names)]))
}

export function filledText(template: string, names: Scene['names']): string {
  return template.replaceAll(/\{(\w+)\}/g, (_hole, name: string) => {
    const value = names[name]
    if (value === undefined) throw new Error(`The scene knows no {${name}}`)
    return String(value)
  })
}

const hashOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('|')).digest('hex').toUpperCase()

function guidOf(...parts: readonly string[]): string {
  const digits = hashOf('guid', ...parts).toLowerCase()
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join('-')
}
