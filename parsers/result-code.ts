// The number behind a failure, in whatever writing, and what it means.
//
// One code has many writings (failure-taxonomy.md 1): 53, 0x35 and 0x80070035 are the same Win32 code, the last is the
// canonical one. `(80041001)` is hexadecimal without 0x. `IDispatch error #3603` is 0x80040200 + 3603.

/** 0x and 8 upper-case hexadecimal digits. */
export type ResultCode = `0x${string}`

/** What work in progress ends with when SMS_EXECUTIVE tells its component to stop (log-formats.md 8). */
export const requestAborted: ResultCode = '0x800704D3'

export type ResultCodeWords = {
  readonly code: ResultCode
  /** Name in the Windows headers. */
  readonly name: string
  readonly words: string
}

/**
 * Any writing of a code -> canonical form; undefined when the text is no code.
 * Eight digits without 0x are read as hexadecimal (an HRESULT printed bare), all other plain digits as decimal.
 */
export function canonicalCode(text: string): ResultCode | undefined {
  if (text.length > longestKept) return canonical(text)
  const known = canonicals.get(text)
  if (known !== undefined || canonicals.has(text)) return known
  const code = canonical(text)
  if (canonicals.size < mostKept) canonicals.set(text, code)
  return code
}

/** Few codes come in many lines. Longer texts are no copies, and would keep the lines alive that they were cut out of. */
const canonicals = new Map<string, ResultCode | undefined>()
const longestKept = 12
const mostKept = 2_000

function canonical(text: string): ResultCode | undefined {
  const written = text.trim()
  if (written.length > longestWriting) return undefined
  const dispatchError = /^(?:IDispatch error )?#(\d{1,5})$/i.exec(written)
  if (dispatchError) return hexadecimal(dispatchErrorBase + Number(dispatchError[1]))
  const hex = /^0x0{0,8}([0-9a-f]{1,8})$/i.exec(written) ?? /^([89a-f][0-9a-f]{7})$/i.exec(written)
  if (hex) return fromNumber(parseInt(hex[1] ?? '', 16))
  return /^-?\d{1,10}$/.test(written) ? fromDecimal(Number(written)) : undefined
}

const longestWriting = 'IDispatch error #'.length + 5

/** IDispatch error #n is FACILITY_ITF with n above 0x200: 3603 -> 0x80041013 (failure-taxonomy.md 1). */
const dispatchErrorBase = 0x80040200

/** HRESULTs are also printed as signed (-2147024891) or unsigned (2147942405) decimals. */
function fromDecimal(value: number): ResultCode | undefined {
  const unsigned = value < 0 ? value + 0x1_0000_0000 : value
  return unsigned >= 0 && unsigned <= 0xffff_ffff ? fromNumber(unsigned) : undefined
}

/** Below 65536 it is a Win32 code; 0 is success and stays 0. */
function fromNumber(value: number): ResultCode {
  return hexadecimal(value > 0 && value < 0x1_0000 ? win32Facility + value : value)
}

const win32Facility = 0x8007_0000

function hexadecimal(value: number): ResultCode {
  return `0x${value.toString(16).toUpperCase().padStart(8, '0')}`
}

/** The Win32 number inside a canonical code: 0x80070035 -> 53; undefined for codes of other facilities. */
export function win32Of(code: string): number | undefined {
  const value = Number(code)
  const number = value - win32Facility
  return number > 0 && number < 0x1_0000 ? number : undefined
}

/** Any writing -> name and plain words; undefined when the text is no code or we do not know it. */
export function describeResultCode(text: string): ResultCodeWords | undefined {
  const code = canonicalCode(text)
  return code === undefined ? undefined : byCode.get(code)
}

/** @param name as in the Windows headers, in any letter case: `WBEM_E_NOT_FOUND` */
export function resultCodeNamed(name: string): ResultCodeWords | undefined {
  return byName.get(name.trim().toUpperCase())
}

/** First hexadecimal digits of a code -> whose it is. */
const families: readonly (readonly [start: string, words: string])[] = [
  ['0x80041', 'WMI'],
  ['0x8007', 'Windows'],
  ['0x8019', 'HTTP'],
  ['0x8020', 'BITS'],
  ['0x87D', 'the Configuration Manager client'],
  ['0x8009', 'Windows security'],
  ['0x800B', 'Windows certificates'],
  ['0x800', 'COM'],
]

/** Who gives out such codes, also those that the table does not hold: `WMI`. */
export function familyOfCode(code: ResultCode): string | undefined {
  return families.find(([start]) => code.startsWith(start))?.[1]
}

/** Code, name in the Windows headers, plain words; in the order of the codes. Sources: failure-taxonomy.md 3, winerror.h, wbemcli.h, lmerr.h, wininet.h. */
const codes: readonly (readonly [code: ResultCode, name: string, words: string])[] = [
  ['0x00000000', 'S_OK', 'success'],
  ['0x80004001', 'E_NOTIMPL', 'not implemented'],
  ['0x80004002', 'E_NOINTERFACE', 'the object does not offer this interface'],
  ['0x80004004', 'E_ABORT', 'the operation was aborted'],
  ['0x80004005', 'E_FAIL', 'unspecified failure'],
  ['0x8000FFFF', 'E_UNEXPECTED', 'unexpected failure'],
  ['0x80010108', 'RPC_E_DISCONNECTED', 'the object on the other machine is gone'],
  ['0x8001010D', 'RPC_E_CANTCALLOUT_ININPUTSYNCCALL', 'the call cannot be made in this state'],
  [
    '0x80040154',
    'REGDB_E_CLASSNOTREG',
    'class not registered: a COM class that the caller needs is not registered on this machine',
  ],
  ['0x800401F3', 'CO_E_CLASSSTRING', 'invalid class string'],
  ['0x80041001', 'WBEM_E_FAILED', 'WMI call failed: the provider refused without saying why'],
  ['0x80041002', 'WBEM_E_NOT_FOUND', 'WMI object not found: the class or object is not registered'],
  ['0x80041003', 'WBEM_E_ACCESS_DENIED', 'WMI access denied'],
  ['0x80041004', 'WBEM_E_PROVIDER_FAILURE', 'the WMI provider failed'],
  ['0x80041006', 'WBEM_E_OUT_OF_MEMORY', 'WMI ran out of memory'],
  ['0x80041008', 'WBEM_E_INVALID_PARAMETER', 'WMI was called with an invalid parameter'],
  ['0x8004100A', 'WBEM_E_CRITICAL_ERROR', 'critical error inside WMI'],
  ['0x8004100C', 'WBEM_E_NOT_SUPPORTED', 'WMI does not support this'],
  ['0x8004100E', 'WBEM_E_INVALID_NAMESPACE', 'the WMI namespace does not exist'],
  ['0x80041010', 'WBEM_E_INVALID_CLASS', 'the WMI class does not exist'],
  [
    '0x80041013',
    'WBEM_E_PROVIDER_LOAD_FAILURE',
    'the WMI provider cannot be loaded: for IIS the IIS 6 metabase or WMI compatibility is missing',
  ],
  ['0x80041014', 'WBEM_E_INITIALIZATION_FAILURE', 'a WMI component could not be initialised'],
  ['0x80041015', 'WBEM_E_TRANSPORT_FAILURE', 'a network error broke the WMI call'],
  ['0x80041032', 'WBEM_E_CALL_CANCELLED', 'the WMI call was cancelled'],
  ['0x80041033', 'WBEM_E_SHUTTING_DOWN', 'WMI is shutting down'],
  ['0x8004106C', 'WBEM_E_QUOTA_VIOLATION', 'a WMI quota is used up'],
  ['0x80070001', 'ERROR_INVALID_FUNCTION', 'incorrect function'],
  ['0x80070002', 'ERROR_FILE_NOT_FOUND', 'file not found'],
  ['0x80070003', 'ERROR_PATH_NOT_FOUND', 'path not found'],
  ['0x80070004', 'ERROR_TOO_MANY_OPEN_FILES', 'too many files are open'],
  ['0x80070005', 'ERROR_ACCESS_DENIED', 'access denied'],
  ['0x80070006', 'ERROR_INVALID_HANDLE', 'the handle is invalid'],
  ['0x80070008', 'ERROR_NOT_ENOUGH_MEMORY', 'not enough memory'],
  ['0x8007000C', 'ERROR_INVALID_ACCESS', 'the access code is invalid; from Despooler it means: tried again later'],
  ['0x8007000D', 'ERROR_INVALID_DATA', 'the data is invalid'],
  ['0x8007000E', 'ERROR_OUTOFMEMORY', 'out of memory'],
  ['0x8007000F', 'ERROR_INVALID_DRIVE', 'the drive cannot be found'],
  ['0x80070013', 'ERROR_WRITE_PROTECT', 'the medium is write protected'],
  ['0x80070015', 'ERROR_NOT_READY', 'the device is not ready'],
  ['0x80070017', 'ERROR_CRC', 'data error (cyclic redundancy check): the disk cannot read its own data'],
  ['0x8007001F', 'ERROR_GEN_FAILURE', 'a device does not work'],
  ['0x80070020', 'ERROR_SHARING_VIOLATION', 'sharing violation: another process holds the file'],
  ['0x80070021', 'ERROR_LOCK_VIOLATION', 'another process has locked a part of the file'],
  ['0x80070026', 'ERROR_HANDLE_EOF', 'end of file reached'],
  ['0x80070027', 'ERROR_HANDLE_DISK_FULL', 'the disk is full'],
  ['0x80070032', 'ERROR_NOT_SUPPORTED', 'the request is not supported'],
  ['0x80070033', 'ERROR_REM_NOT_LIST', 'Windows cannot find the network path'],
  ['0x80070034', 'ERROR_DUP_NAME', 'a duplicate name exists on the network'],
  ['0x80070035', 'ERROR_BAD_NETPATH', 'network path not found'],
  ['0x80070036', 'ERROR_NETWORK_BUSY', 'the network is busy'],
  ['0x8007003A', 'ERROR_BAD_NET_RESP', 'the server cannot perform the requested operation'],
  ['0x8007003B', 'ERROR_UNEXP_NET_ERR', 'an unexpected network error occurred'],
  ['0x80070040', 'ERROR_NETNAME_DELETED', 'the network name is no longer available: the connection broke'],
  ['0x80070041', 'ERROR_NETWORK_ACCESS_DENIED', 'network access denied'],
  ['0x80070043', 'ERROR_BAD_NET_NAME', 'the network name (share) cannot be found'],
  ['0x80070047', 'ERROR_REQ_NOT_ACCEP', 'no more connections can be made to this machine now'],
  ['0x80070050', 'ERROR_FILE_EXISTS', 'the file exists'],
  ['0x80070055', 'ERROR_ALREADY_ASSIGNED', 'the name is in use on this machine already'],
  ['0x80070056', 'ERROR_INVALID_PASSWORD', 'the network password is not correct'],
  ['0x80070057', 'ERROR_INVALID_PARAMETER', 'a parameter is wrong'],
  ['0x8007006D', 'ERROR_BROKEN_PIPE', 'the pipe has ended'],
  ['0x80070070', 'ERROR_DISK_FULL', 'disk full'],
  ['0x80070079', 'ERROR_SEM_TIMEOUT', 'the semaphore timed out: the network or disk did not answer in time'],
  ['0x8007007A', 'ERROR_INSUFFICIENT_BUFFER', 'the buffer is too small'],
  ['0x8007007B', 'ERROR_INVALID_NAME', 'the file name, folder name or volume label is wrong'],
  ['0x8007007E', 'ERROR_MOD_NOT_FOUND', 'a module (DLL) cannot be found'],
  ['0x8007007F', 'ERROR_PROC_NOT_FOUND', 'a procedure of a module cannot be found'],
  ['0x80070091', 'ERROR_DIR_NOT_EMPTY', 'the folder is not empty'],
  ['0x800700A1', 'ERROR_BAD_PATHNAME', 'the path is invalid'],
  ['0x800700AA', 'ERROR_BUSY', 'the resource is in use'],
  ['0x800700B7', 'ERROR_ALREADY_EXISTS', 'it exists already'],
  ['0x800700CE', 'ERROR_FILENAME_EXCED_RANGE', 'the file name is too long'],
  ['0x800700EA', 'ERROR_MORE_DATA', 'there is more data'],
  ['0x80070102', 'WAIT_TIMEOUT', 'the wait timed out'],
  ['0x80070103', 'ERROR_NO_MORE_ITEMS', 'no more data; a harmless probe while PXE is being installed'],
  ['0x8007010B', 'ERROR_DIRECTORY', 'the folder name is invalid'],
  ['0x800703E3', 'ERROR_OPERATION_ABORTED', 'the operation was aborted'],
  ['0x800703E6', 'ERROR_NOACCESS', 'invalid access to memory'],
  ['0x800703F0', 'ERROR_NO_TOKEN', 'there is no access token'],
  ['0x800703FA', 'ERROR_KEY_DELETED', 'the registry key is marked for deletion'],
  ['0x8007041D', 'ERROR_SERVICE_REQUEST_TIMEOUT', 'the service did not respond in time'],
  ['0x80070422', 'ERROR_SERVICE_DISABLED', 'the service is disabled'],
  ['0x80070424', 'ERROR_SERVICE_DOES_NOT_EXIST', 'the service is not installed'],
  ['0x80070425', 'ERROR_SERVICE_CANNOT_ACCEPT_CTRL', 'the service cannot take this command now'],
  ['0x80070426', 'ERROR_SERVICE_NOT_ACTIVE', 'the service is not running'],
  ['0x80070428', 'ERROR_EXCEPTION_IN_SERVICE', 'the service met an exception'],
  ['0x80070431', 'ERROR_SERVICE_EXISTS', 'the service exists already'],
  ['0x8007043B', 'ERROR_SERVICE_NOT_IN_EXE', 'the program does not hold this service'],
  ['0x80070456', 'ERROR_MEDIA_CHANGED', 'the medium in the drive has changed'],
  ['0x8007045B', 'ERROR_SHUTDOWN_IN_PROGRESS', 'the system is shutting down'],
  ['0x8007045D', 'ERROR_IO_DEVICE', 'input/output error of the device'],
  ['0x8007048F', 'ERROR_DEVICE_NOT_CONNECTED', 'the device is not connected'],
  ['0x80070490', 'ERROR_NOT_FOUND', 'element not found: for IIS a missing role service'],
  ['0x800704B3', 'ERROR_NO_NET_OR_BAD_PATH', 'no network, or a wrong network path'],
  [
    '0x800704C3',
    'ERROR_SESSION_CREDENTIAL_CONFLICT',
    'a connection to this machine exists already under another account',
  ],
  ['0x800704C7', 'ERROR_CANCELLED', 'cancelled by the user'],
  ['0x800704CF', 'ERROR_NETWORK_UNREACHABLE', 'the network cannot be reached'],
  ['0x800704D0', 'ERROR_HOST_UNREACHABLE', 'the machine cannot be reached'],
  ['0x800704D3', 'ERROR_REQUEST_ABORTED', 'the request was aborted: the component was told to stop while it worked'],
  ['0x800704D4', 'ERROR_CONNECTION_ABORTED', 'the local system ended the connection'],
  ['0x800704DD', 'ERROR_NOT_LOGGED_ON', 'the account is not logged on to the network'],
  ['0x80070520', 'ERROR_NO_SUCH_LOGON_SESSION', 'the logon session does not exist'],
  ['0x80070522', 'ERROR_PRIVILEGE_NOT_HELD', 'a required privilege is not held'],
  ['0x8007052E', 'ERROR_LOGON_FAILURE', 'logon failure: unknown user name or wrong password'],
  ['0x8007052F', 'ERROR_ACCOUNT_RESTRICTION', 'the account is restricted'],
  ['0x80070530', 'ERROR_INVALID_LOGON_HOURS', 'the account may not log on at this hour'],
  ['0x80070531', 'ERROR_INVALID_WORKSTATION', 'the account may not log on to this machine'],
  ['0x80070532', 'ERROR_PASSWORD_EXPIRED', 'the password of the account has expired'],
  ['0x80070533', 'ERROR_ACCOUNT_DISABLED', 'the account is disabled'],
  ['0x8007054B', 'ERROR_NO_SUCH_DOMAIN', 'the domain does not exist or cannot be reached'],
  ['0x80070569', 'ERROR_LOGON_TYPE_NOT_GRANTED', 'the account may not log on in this way'],
  ['0x80070570', 'ERROR_FILE_CORRUPT', 'the file or folder is damaged and cannot be read'],
  ['0x80070571', 'ERROR_DISK_CORRUPT', 'the disk structure is damaged and cannot be read'],
  ['0x800705AA', 'ERROR_NO_SYSTEM_RESOURCES', 'the system lacks resources'],
  ['0x800705AD', 'ERROR_WORKING_SET_QUOTA', 'a memory quota is used up'],
  ['0x800705AF', 'ERROR_COMMITMENT_LIMIT', 'the paging file is too small'],
  ['0x800705B4', 'ERROR_TIMEOUT', 'the time allowed is over'],
  ['0x80070641', 'ERROR_INSTALL_SERVICE_FAILURE', 'Windows Installer cannot be reached'],
  ['0x80070642', 'ERROR_INSTALL_USEREXIT', 'the user cancelled the installation'],
  ['0x80070643', 'ERROR_INSTALL_FAILURE', 'the installation failed'],
  ['0x80070652', 'ERROR_INSTALL_ALREADY_RUNNING', 'another installation is running'],
  ['0x80070661', 'ERROR_INSTALL_PLATFORM_UNSUPPORTED', 'the installer does not support this platform'],
  ['0x80070666', 'ERROR_PRODUCT_VERSION', 'another version is installed already'],
  ['0x800706A6', 'RPC_S_INVALID_BINDING', 'the RPC binding is invalid'],
  ['0x800706B5', 'RPC_S_UNKNOWN_IF', 'the RPC interface is unknown'],
  ['0x800706BA', 'RPC_S_SERVER_UNAVAILABLE', 'the RPC server is unavailable'],
  ['0x800706BB', 'RPC_S_SERVER_TOO_BUSY', 'the RPC server is too busy'],
  ['0x800706BE', 'RPC_S_CALL_FAILED', 'the remote procedure call failed'],
  ['0x800706BF', 'RPC_S_CALL_FAILED_DNE', 'the remote procedure call failed and was not carried out'],
  ['0x800706D3', 'RPC_S_UNKNOWN_AUTHN_SERVICE', 'the authentication service is unknown'],
  [
    '0x800706D9',
    'EPT_S_NOT_REGISTERED',
    'no more endpoints: the service is not registered with the endpoint mapper, or a firewall is in between',
  ],
  ['0x80070721', 'RPC_S_SEC_PKG_ERROR', 'a security package reported an error'],
  ['0x80070775', 'ERROR_ACCOUNT_LOCKED_OUT', 'the account is locked out'],
  ['0x80070906', 'NERR_NetNameNotFound', 'the share does not exist; a harmless probe while PXE is being installed'],
  ['0x800710FE', 'ERROR_FILE_OFFLINE', 'the file is offline'],
  ['0x80072EE2', 'WININET_E_TIMEOUT', 'the HTTP request timed out'],
  ['0x80072EE7', 'WININET_E_NAME_NOT_RESOLVED', 'the name of the server cannot be resolved'],
  ['0x80072EFD', 'WININET_E_CANNOT_CONNECT', 'the connection to the server cannot be made'],
  ['0x80072EFE', 'WININET_E_CONNECTION_ABORTED', 'the connection was ended'],
  ['0x80072EFF', 'WININET_E_CONNECTION_RESET', 'the connection was reset'],
  ['0x80072F05', 'WININET_E_SEC_CERT_DATE_INVALID', 'the date of the certificate is invalid'],
  ['0x80072F06', 'WININET_E_SEC_CERT_CN_INVALID', 'the name in the certificate does not fit the server'],
  ['0x80072F0D', 'WININET_E_INVALID_CA', 'the certificate authority is not trusted'],
  ['0x80072F8F', 'WININET_E_DECODING_FAILED', 'TLS failed: certificate, protocol version or clock'],
  ['0x8009030C', 'SEC_E_LOGON_DENIED', 'logon denied'],
  ['0x80090326', 'SEC_E_ILLEGAL_MESSAGE', 'an unexpected or badly formed security message'],
  ['0x80090327', 'SEC_E_CERT_UNKNOWN', 'the certificate cannot be processed'],
  ['0x80091007', 'CRYPT_E_HASH_VALUE', 'the hash value is not correct'],
  ['0x80092004', 'CRYPT_E_NOT_FOUND', 'the certificate or key cannot be found'],
  ['0x800B0100', 'TRUST_E_NOSIGNATURE', 'the file carries no signature'],
  ['0x800B0101', 'CERT_E_EXPIRED', 'the certificate has expired or is not yet valid'],
  ['0x800B0109', 'CERT_E_UNTRUSTEDROOT', 'the root of the certificate is not trusted'],
  ['0x80190191', 'HTTP_E_STATUS_DENIED', 'HTTP 401: not authorised'],
  ['0x80190193', 'HTTP_E_STATUS_FORBIDDEN', 'HTTP 403: forbidden'],
  ['0x80190194', 'HTTP_E_STATUS_NOT_FOUND', 'HTTP 404: the content is not at this address'],
  ['0x80190195', 'HTTP_E_STATUS_BAD_METHOD', 'HTTP 405: method not allowed'],
  ['0x80190197', 'HTTP_E_STATUS_PROXY_AUTH_REQ', 'HTTP 407: the proxy asks for a logon'],
  [
    '0x801901F4',
    'HTTP_E_STATUS_SERVER_ERROR',
    'HTTP 500: server error; seen on clients when the firewall of the DP lacks the WMI inbound rules',
  ],
  ['0x801901F6', 'HTTP_E_STATUS_BAD_GATEWAY', 'HTTP 502: bad gateway'],
  ['0x801901F7', 'HTTP_E_STATUS_SERVICE_UNAVAIL', 'HTTP 503: service unavailable'],
  ['0x8020000B', 'BG_E_INVALID_SERVER_RESPONSE', 'BITS: the server gave an invalid answer'],
  ['0x8020000D', 'BG_E_DESTINATION_LOCKED', 'BITS: the target folder is locked'],
  ['0x80200010', 'BG_E_NETWORK_DISCONNECTED', 'BITS has no network connection'],
  ['0x80200013', 'BG_E_INSUFFICIENT_RANGE_SUPPORT', 'BITS: the server does not support the needed protocol'],
  ['0x80D02002', 'DO_E_DOWNLOAD_NO_PROGRESS', 'the download made no progress'],
  ['0x87D00215', 'CCM_E_ITEM_NOT_FOUND', 'item not found'],
  [
    '0x87D00226',
    'CCM_E_HTTP_NOT_ALLOWED',
    'HTTP is not allowed: a client got an HTTPS distribution point; not a distribution failure',
  ],
  ['0x87D00231', 'CCM_E_TRANSIENT_ERROR', 'temporary error'],
  ['0x87D00324', 'CCM_E_APP_NOT_DETECTED', 'the application was not detected after installation'],
]

/** Every code we know, in the order of the codes. */
export const resultCodes: readonly ResultCodeWords[] = codes.map(([code, name, words]) => ({ code, name, words }))

const byCode: ReadonlyMap<string, ResultCodeWords> = new Map(resultCodes.map((row) => [row.code, row]))
const byName: ReadonlyMap<string, ResultCodeWords> = new Map(resultCodes.map((row) => [row.name.toUpperCase(), row]))
