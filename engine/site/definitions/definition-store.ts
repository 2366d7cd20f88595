// SMS_PDF_Package: definitions that were loaded, and the icons they still wait for (object-model.md 9).
import { ObjectError } from '../objects/errors.ts'
import type { SmsPackage } from '../objects/sms-package.ts'
import type { SmsProgram } from '../objects/sms-program.ts'
import { readPackageDefinition, type PackageDefinition } from './package-definition.ts'

export type LoadedDefinition = {
  readonly PDFID: number
  readonly PDFFileName: string
  readonly Name: string
  readonly Publisher: string
  readonly Version: string
  readonly Language: string
  /** 0 loaded, 1 requires an icon. */
  readonly Status: 0 | 1
  readonly RequiredIconNames: readonly string[]
}

type Stored = { readonly definition: PackageDefinition; row: LoadedDefinition }

export type DefinitionStore = {
  /** LoadPDF; a file with the same name, publisher, version and language replaces the old one and keeps its PDFID. */
  load(fileName: string, text: string): LoadedDefinition & { readonly warnings: number }
  /** LoadIconForPDF: once for each required icon. */
  loadIcon(pdfId: number, iconFileName: string): LoadedDefinition
  /** GetPDFData */
  data(pdfId: number): {
    readonly PackageData: Partial<SmsPackage>
    readonly ProgramData: readonly Partial<SmsProgram>[]
  }
  /** ProcessInBox: loads what can be loaded, and says which files stay. */
  processInBox(files: ReadonlyMap<string, string>): { readonly loaded: number; readonly stay: readonly string[] }
  rows(): readonly LoadedDefinition[]
}

export function createDefinitionStore(): DefinitionStore {
  const stored = new Map<number, Stored>()
  let lastId = 0
  const find = (pdfId: number): Stored => {
    const found = stored.get(pdfId)
    if (found !== undefined) return found
    throw new ObjectError('O-1', 'PACKAGE_NOT_FOUND', where('PDFID'), `there is no definition ${pdfId}`)
  }
  const load: DefinitionStore['load'] = (fileName, text) => {
    const definition = readPackageDefinition(text)
    const name = checkFileName(fileName)
    const same = [...stored.values()].find(({ row }) => identityOf(row) === identityOf(rowOf(0, name, definition)))
    const row = rowOf(same?.row.PDFID ?? ++lastId, name, definition)
    stored.set(row.PDFID, { definition, row })
    return { ...row, warnings: definition.warnings }
  }
  return {
    load,
    loadIcon(pdfId, iconFileName) {
      const found = find(pdfId)
      const left = found.row.RequiredIconNames.filter((name) => name.toUpperCase() !== iconFileName.toUpperCase())
      if (left.length === found.row.RequiredIconNames.length) {
        throw new ObjectError('O-10', 'INVALID_PARAMETER', where('IconFileName'), `needs no icon ${iconFileName}`)
      }
      found.row = { ...found.row, RequiredIconNames: left, Status: left.length === 0 ? 0 : 1 }
      return found.row
    },
    data(pdfId) {
      const { definition } = find(pdfId)
      return { PackageData: definition.package, ProgramData: definition.programs }
    },
    processInBox(files) {
      const stay: string[] = []
      for (const [name, text] of files) {
        try {
          load(name.replace(/\.(sms|pdf)$/i, ''), text)
        } catch (error) {
          if (!(error instanceof ObjectError)) throw error
          stay.push(name)
        }
      }
      return { loaded: files.size - stay.length, stay }
    },
    rows: () => [...stored.values()].map(({ row }) => row),
  }
}

function rowOf(PDFID: number, PDFFileName: string, { package: values, icons }: PackageDefinition): LoadedDefinition {
  return {
    PDFID,
    PDFFileName,
    Name: values.Name ?? '',
    Publisher: values.Manufacturer ?? '',
    Version: values.Version ?? '',
    Language: values.Language ?? '',
    Status: icons.length === 0 ? 0 : 1,
    RequiredIconNames: icons,
  }
}

const identityOf = (row: LoadedDefinition): string =>
  JSON.stringify([row.Name, row.Publisher, row.Version, row.Language].map((part) => part.toUpperCase()))

/** PDFFileName: at most 100 characters, without extension. */
function checkFileName(name: string): string {
  if (name !== '' && name.length <= 100 && !/[\\/:]/.test(name)) return name
  throw new ObjectError('O-12', 'VALUE_OUT_OF_RANGE', where('PDFFileName'), 'is no file name of at most 100 characters')
}

const where = (property: string): { readonly objectClass: string; readonly property: string } => ({
  objectClass: 'SMS_PDF_Package',
  property,
})
