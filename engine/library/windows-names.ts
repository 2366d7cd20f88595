// Names Windows cannot hold. They appear in libraries that were copied through another system; a distribution point
// could neither create nor open them (0x8007007B). A long path alone is no fault: `\\?\` forms open it.

/** Device names, reserved with any extension (`CON`, `nul.txt`). */
const device = /^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9\u00b9\u00b2\u00b3]|LPT[0-9\u00b9\u00b2\u00b3])[ ]*(\.|$)/i

/** Longest name of one file or folder on NTFS, in UTF-16 units. */
const longestName = 255

const faults: readonly (readonly [string, (name: string) => boolean])[] = [
  ['empty', (name) => name === ''],
  ['has a character that Windows reserves', (name) => /[<>:"|?*\\/\u0000-\u001f]/.test(name)],
  ['ends in a blank or a dot', (name) => /[ .]$/.test(name)],
  ['is the name of a device', (name) => device.test(name)],
  ['is longer than 255 characters', (name) => name.length > longestName],
  [
    'has bytes that are no character',
    (name) => /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(name),
  ],
]

/** Nearly every name, told in one look: no letter beyond ASCII, nothing that could be a device. */
const plain = /^(?!CON|PRN|AUX|NUL|COM|LPT)[\w ~!#$%&'()+,\-.;=@[\]^`{}]{0,200}[\w~!#$%&'()+,\-;=@[\]^`{}]$/i

/** Why Windows cannot hold a file or folder of this name; undefined when it can. */
export const windowsNameFault = (name: string): string | undefined =>
  plain.test(name) ? undefined : faults.find(([, isSo]) => isSo(name))?.[0]
