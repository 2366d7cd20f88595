// What must not leave the host inside a text from a log: names of accounts and the paths of package sources. Names of
// distribution points and sites stay; they are what the telemetry is about. Pure, linear in the length of the text.

export type RedactionRule = { readonly what: string; readonly pattern: RegExp; readonly replacement: string }

export const redactionRules: readonly RedactionRule[] = [
  // \\CS1SITE\SOURCE\Packages\Dummy1  ->  \\CS1SITE\***   (the share SMS_DP$ and the like of ConfigMgr itself stay)
  {
    what: 'path of a share',
    pattern: /(\\\\[^\\\s'"<>|]{1,255})\\(?!SMS|ADMIN\$|SCCMContentLib)[^\s'"<>|,;]{1,1024}/gi,
    replacement: '$1\\***',
  },
  // CONTOSO\svc-push  ->  ***  (a path has a colon before its first backslash, a share two backslashes, and the folders
  // of the product have blanks: C:\Program Files\Microsoft Configuration Manager\Logs)
  {
    what: 'account with its domain',
    pattern:
      /(?<![\w\\:.$-]|Program |Configuration )[A-Za-z0-9][A-Za-z0-9.-]{0,62}\\[A-Za-z0-9_.-]{1,64}\$?(?![\w\\])/g,
    replacement: '***',
  },
  // user svc@contoso.com  ->  user ***
  {
    what: 'account with its realm',
    pattern: /(?<![\w.@-])[\w.-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g,
    replacement: '***',
  },
]

export function redact(text: string, rules: readonly RedactionRule[] = redactionRules): string {
  return rules.reduce((kept, { pattern, replacement }) => kept.replace(pattern, replacement), text)
}
