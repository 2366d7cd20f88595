// What a package definition file says -> values for SMS_Package and SMS_Program (object-model.md 9).
import { pkgFlags, pkgSourceFlags, type SmsPackage } from '../objects/sms-package.ts'
import type { SmsProgram } from '../objects/sms-program.ts'
import { definitionWarnings, isTrue, readSections, shortEnough } from './definition-file.ts'
import { readProgram } from './program-definition.ts'

export type PackageDefinition = {
  readonly package: Partial<SmsPackage>
  readonly programs: readonly Partial<SmsProgram>[]
  /** File names of icons that the sections name, each once. */
  readonly icons: readonly string[]
  /** Bits of `definitionWarnings`. */
  readonly warnings: number
}

/** Keys of [Package Definition] -> property and most characters. */
const packageKeys: readonly (readonly [key: string, property: keyof SmsPackage, longest: number])[] = [
  ['NAME', 'Name', 50],
  ['VERSION', 'Version', 32],
  ['PUBLISHER', 'Manufacturer', 32],
  ['LANGUAGE', 'Language', 32],
  ['COMMENT', 'Description', 127],
  ['MIFFILENAME', 'MIFFilename', 50],
  ['MIFNAME', 'MIFName', 50],
  ['MIFVERSION', 'MIFVersion', 32],
  ['MIFPUBLISHER', 'MIFPublisher', 32],
]

/** Throws `ObjectError` when the file is none, or a value is too long; what is merely odd becomes a warning. */
export function readPackageDefinition(text: string): PackageDefinition {
  const sections = readSections(text)
  const head: ReadonlyMap<string, string> = sections.get('PACKAGE DEFINITION') ?? new Map<string, string>()
  const values = Object.fromEntries(
    packageKeys.map(([key, property, longest]) => [property, shortEnough(key, head.get(key) ?? '', longest)]),
  ) as Partial<SmsPackage>
  const names = (head.get('PROGRAMS') ?? '').split(',').map((name) => name.trim())
  const programs = names.filter((name) => name !== '').map((name) => readProgram(name, sections))
  const versionOne = (sections.get('PDF')?.get('VERSION') ?? '').startsWith('1.')
  const icons = [head.get('ICON'), ...programs.map(({ icon }) => icon)].filter((icon) => icon !== undefined)
  const special = values.MIFFilename !== '' || values.MIFName !== ''
  return {
    package: {
      ...values,
      // Files come later, from a folder that the person who imports names (NEEDS_SPECIFYING).
      PkgSourceFlag: isTrue(head.get('CONTAINSNOFILES')) ? pkgSourceFlags.NO_SOURCE : pkgSourceFlags.NEEDS_SPECIFYING,
      PkgFlags: special ? pkgFlags.USE_SPECIAL_MIF : 0,
    },
    programs: programs.map(({ values: program }) => program),
    icons: [...new Set(icons)],
    warnings: programs.reduce(
      (bits, { warnings }) => bits | warnings,
      versionOne ? definitionWarnings.VERSION_1_FILE : 0,
    ),
  }
}
