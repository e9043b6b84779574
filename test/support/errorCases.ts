import type { ErrorCode, ErrorFacts } from '../../src/engine/index.ts';
import { because } from '../../src/engine/fitReason.ts';
import type { Remedy } from '../../src/words/describeError.ts';
import { STORAGE_CASES } from './storageErrorCases.ts';

const DIGESTS = { what: 'sha256', expected: 'aa', actual: 'bb' } as const;
/** The host in the cases. */
export const host = 'git.example.org';

/** One case per code, or more if the words differ. The type makes a new code fail to compile until it has a case. */
export const ERROR_CASES: { readonly [C in ErrorCode]: readonly (readonly [ErrorFacts[C], RegExp, Remedy])[] } = {
  network: [
    [{ host }, /^The connection to git\.example\.org failed\. Check the connection/, 'retry'],
    [{ host, reason: 'EHOSTUNREACH' }, /failed \(EHOSTUNREACH\)\. Check/, 'retry'],
    [{ host, reason: 'ENOTFOUND' }, /^There is no host git\.example\.org\. Check the address/, 'retry'],
    [{ host, reason: 'EAI_AGAIN' }, /could not be looked up/, 'retry'],
    [{ host, reason: 'ECONNREFUSED' }, /refuses connections\. Is the server running\?/, 'retry'],
    [{ host, reason: 'UND_ERR_SOCKET' }, /^The connection to git\.example\.org dropped\. Check/, 'retry'],
    [{ host, reason: 'SELF_SIGNED_CERT_IN_CHAIN' }, /certificate of git\.example\.org is not trusted/, 'openSettings'],
    [{ host, reason: 'MIRRORS_ONLY' }, /was not contacted, because only mirrors may be used\.$/, 'openSettings'],
    [{ host, reason: 'CERT_HAS_EXPIRED' }, /certificate of git\.example\.org has expired/, 'retry'],
    [{ host, reason: 'ERR_TLS_CERT_ALTNAME_INVALID' }, /certificate .* is for another host/, 'retry'],
    [{ host, reason: 'ERR_SSL_WRONG_VERSION_NUMBER' }, /did not complete a TLS handshake/, 'retry'],
  ],
  evidenceNotExported: [
    [
      { name: 'saw.tar' },
      /^saw\.tar is not used: neither .* nor the export has .*, and only mirrors may be used/,
      'showLog',
    ],
  ],
  damagedExport: [[{ name: 'saw.tar', path: '/media/stick' }, /^saw\.tar is damaged in \/media\/stick: /, 'showLog']],
  missingInExport: [
    [
      { name: 'saw.tar', path: '/media/stick' },
      /^saw\.tar is not in \/media\/stick\. Copy the export again/,
      'showLog',
    ],
  ],
  notExport: [[{ path: '/media/stick' }, /^\/media\/stick is not an export/, 'showLog']],
  notMirrored: [[{ name: 'saw.tar', sha256: 'abc' }, /^saw\.tar was not fetched: .* none has abc/, 'openSettings']],
  timeout: [
    [{ host, phase: 'headers', timeoutMs: 30_000 }, /sent nothing for 30 s\. Try again/, 'retry'],
    [{ host, phase: 'body', timeoutMs: 60_000 }, /sent nothing for 60 s/, 'retry'],
  ],
  unauthorized: [
    [{ host, tokenSent: true }, /refused the token\. .* sign in again/, 'signIn'],
    [{ host, tokenSent: false }, /only after you sign in/, 'signIn'],
    [{ host, tokenSent: false, malformed: true }, /contains a space .* was not sent/, 'signIn'],
  ],
  forbidden: [
    [{ host, tokenSent: true, missingScope: 'read:package' }, /lacks read:package\. Sign in with/, 'signIn'],
    [
      { host, tokenSent: true, missingScope: 'read:user read:organization' },
      /read:user or read:organization/,
      'signIn',
    ],
    [{ host, tokenSent: true, usualScope: 'read:repository' }, /The token probably lacks read:repository;/, 'signIn'],
    [{ host, tokenSent: true }, /Your account on git\.example\.org is not allowed to see this/, 'signIn'],
    [{ host, tokenSent: false }, /^This is not public on .*\. Sign in/, 'signIn'],
  ],
  notFound: [
    [
      { host, what: 'instance', name: 'https://git.example.org/' },
      /There is no Forgejo instance at https:/,
      'openSettings',
    ],
    [{ host, what: 'release', name: 'a/b v1' }, /has no release a\/b v1 that you can see/, 'signIn'],
    [{ host, what: 'release', name: 'a/b v1', unrouted: true }, /has nothing at this address/, 'showLog'],
  ],
  incomplete: [
    [{ name: 'o/r v1', unlisted: 9 }, /^o\/r v1 has 9 more files .* Choose a file yourself/, 'openInBrowser'],
  ],
  gone: [[{ host, name: 'tool.zip' }, /^tool\.zip is no longer on .*; .* Refresh/, 'refresh']],
  rateLimited: [
    [{ host, retryAt: Date.UTC(2026, 10, 24, 12, 5, 1) }, /is limiting requests\. Try again at \d+:06/, 'retry'],
    [{ host }, /is limiting requests\. Try again later/, 'retry'],
  ],
  server: [[{ host, status: 502 }, /could not answer \(status 502\)/, 'retry']],
  uploadRefused: [
    [{ host, status: 307, credentialSent: false }, /Name the address that it redirects to/, 'showLog'],
    [{ host, status: 401, credentialSent: false }, /asks for credentials/, 'showLog'],
    [{ host, status: 403, credentialSent: true }, /refused the credentials/, 'showLog'],
    [{ host, status: 404, credentialSent: true }, /no place for files .*404.* Check its path/, 'showLog'],
    [{ host, status: 405, credentialSent: true }, /does not accept uploads .*405.* allow PUT/, 'showLog'],
    [{ host, status: 409, credentialSent: true }, /409.* a directory is missing/, 'showLog'],
    [{ host, status: 413, credentialSent: true }, /of this size .*413.* raise the limit/, 'showLog'],
    [{ host, status: 422, credentialSent: true }, /refused the upload .*422/, 'showLog'],
    [{ host, status: 507, credentialSent: true }, /no space left .*507/, 'showLog'],
  ],
  badResponse: [
    [
      { host, endpoint: '/api/v1/version', path: '$.version' },
      /\(\/api\/v1\/version, at \$\.version\)/,
      'openSettings',
    ],
  ],
  htmlPage: [
    [{ host, page: 'login' }, /a sign-in page/, 'signIn'],
    [{ host, page: 'botWall' }, /bot-protection page/, 'showLog'],
    [{ host, page: 'proxy' }, /A proxy answered in place of/, 'retry'],
    [{ host, page: 'unknown' }, /a web page instead of data/, 'openSettings'],
  ],
  redirect: [
    [{ host, rule: 'tooMany' }, /redirects endlessly/, 'showLog'],
    [{ host, rule: 'downgrade' }, /an unencrypted address, which was not followed/, 'showLog'],
    [{ host, rule: 'badLocation' }, /an invalid address/, 'showLog'],
    [{ host, rule: 'privateAddress' }, /inside a private network/, 'showLog'],
    [
      { host, rule: 'api', origin: 'https://new.example' },
      /to https:\/\/new\.example, .* add that address/,
      'addInstance',
    ],
    [{ host, rule: 'instance' }, /because only mirrors and hosts that you allow may be used/, 'showLog'],
    [{ host, rule: 'privateRedirect' }, /inside its private network.*its administrator must/, 'showLog'],
  ],
  badBody: [
    [{ host, rule: 'encoding' }, /compression.*Nothing was stored/, 'retry'],
    [{ host, rule: 'range' }, /a different part of the file/, 'retry'],
    [{ host, rule: 'tooLong' }, /more than the file's listed size/, 'retry'],
    [{ host, rule: 'tooShort' }, /less than the file's listed size/, 'retry'],
  ],
  tooLarge: [
    [
      { what: 'asset', sizeBytes: 2048, limitBytes: 1024 },
      /\(2\.0 KB\) is larger than the limit of the cache \(1\.0 KB/,
      'openSettings',
    ],
    [{ what: 'answer', sizeBytes: 9, limitBytes: 1 }, /sent far more than it should/, 'showLog'],
  ],
  integrity: [
    [
      { ...DIGESTS, source: 'pin', sources: [], quarantinePath: '/x' },
      /^This is not the file that you pinned, .*Expected aa, got bb\. The file stays in quarantine at /,
      'showEvidence',
    ],
    [
      {
        ...DIGESTS,
        source: 'checksum',
        file: 'tool.sha256',
        sources: [
          { kind: 'checksum', fits: false, file: 'tool.sha256', digest: { algorithm: 'sha256', hex: 'aa' } },
          { kind: 'checksum', fits: false, file: 'SHA256SUMS', digest: { algorithm: 'sha256', hex: 'bb' } },
        ],
      },
      /^tool\.sha256 and SHA256SUMS disagree about this file, so it was not downloaded\.$/,
      'showEvidence',
    ],
    [
      { what: 'size', expected: '1', actual: '2', source: 'none', sources: [] },
      /^This is not the listed file, .*Expected 1 bytes, got 2\.$/,
      'showEvidence',
    ],
    [
      {
        ...DIGESTS,
        source: 'checksum',
        file: 'SHA512\u202eSUMS',
        sources: [
          { kind: 'server', fits: true },
          { kind: 'checksum', fits: false, file: 'SHA512SUMS' },
          { kind: 'checksum', fits: true, file: 'tool.sha256' },
        ],
      },
      /does not match SHA512\ufffdSUMS, .* It does match the digest from the server and tool\.sha256; that does not show which is right\./,
      'showEvidence',
    ],
    [
      { what: 'signature', expected: 'F5420C', actual: '', source: 'signature', file: 'a.minisig', sources: [] },
      /^a\.minisig does not match this file, although it names F5420C, a key that you trust\./,
      'showEvidence',
    ],
    [
      { ...DIGESTS, source: 'signature', file: 'SUMS', keyId: 'F5', sources: [] },
      /not the file in SUMS, which is signed by F5, so it is not used/,
      'showEvidence',
    ],
  ],
  untrusted: [
    [
      { name: 'a.zip', require: 'signature', kind: 'checksum' },
      /^Your settings require a signature by a key that you trust for this owner; this file has only a checksum file, so it is not used\.$/,
      'trustKey',
    ],
    [
      { name: 'a.zip', require: 'pin', kind: 'none' },
      /require a pin .* this file has no evidence that counts, so it is not used\.$/,
      'pinDigest',
    ],
  ],
  changed: [
    [
      { name: 'a.zip', changes: [{ kind: 'signature-missing', before: ['F5'] }] },
      /^The last version was signed by key F5; this one has no verifiable signature\. .*"Accept Change…".$/,
      'acceptChange',
    ],
  ],
  limited: [
    [
      { limit: 200, resetsAt: +new Date(2026, 10, 25, 1) },
      /200 downloads a day.*at 25 Nov 2026, 01:00/,
      'openSettings',
    ],
  ],
  hostNotAllowed: [[{ host: 'cdn.example' }, /another host, cdn\.example.*only if you trust that host/, 'allowHost']],
  unsafeName: [[{ name: 'a\u202eb', rule: 'bidi' }, /The name "a\ufffdb" cannot be requested/, 'showLog']],
  unsafeArchive: [
    [{ name: 'a.7z', rule: 'unsupported' }, /^a\.7z was not unpacked: its format, or a feature/, 'saveAs'],
    [{ name: 'a.zip', rule: 'corrupt' }, /^a\.zip was not unpacked: it is damaged\. Ask the publisher/, 'showLog'],
    [{ name: 'a.tar', rule: 'path', entry: '../x\u202e' }, / \("\.\.\/x\ufffd"\)\. This may be an attack/, 'showLog'],
    [{ name: 'a.gz', rule: 'tooDense' }, /unpacks to far more than a genuine archive does/, 'openSettings'],
  ],
  misfit: [
    [
      { name: 'a.zip', reasons: [because('os', 'macOS'), because('archs', 'x64'), because('osHere', 'Linux')] },
      /^a\.zip does not run on this machine \(macOS, x64, this machine runs Linux\), so it was not/,
      'install',
    ],
  ],
  noExecutable: [
    [{ name: 'a.zip', candidates: ['x', 'y'] }, /^Could not tell which file in a\.zip is.*choose one\.$/, 'install'],
    [{ name: 'a.zip', candidates: [] }, /^a\.zip contains no program, so nothing was installed\.$/, 'showLog'],
  ],
  commandsNeedConsent: [
    [
      { tool: 'saw', version: 'v1', commands: [{ command: 'git', isOwn: false, reasons: [{ why: 'further' }] }] },
      /^saw v1 has programs that become commands only if you agree: git \(not named after the tool\)\. Nothing/,
      'showLog',
    ],
  ],
  nameTaken: [[{ command: 'go' }, /file that this program did not create.*Remove that file first/, 'openCacheFolder']],
  notInstalled: [
    [{ tool: 'alice/tool', version: 'v1' }, /^alice\/tool v1 is not installed on this machine\./, 'install'],
    [{ tool: 'alice/tool' }, /^alice\/tool is not installed/, 'install'],
  ],
  badProjectFile: [
    [
      { path: '/w/forgejo-artifacts.json', key: 'tools.saw', rule: 'missingKey', line: 3, column: 5 },
      /^forgejo-artifacts\.json:3:5: tools\.saw: this key is missing\.$/,
      'openProjectFile',
    ],
    [{ path: 'C:\\w\\a.json', key: '', rule: 'tooLarge' }, /^a\.json: it is far too large for/, 'openProjectFile'],
  ],
  unknownInstance: [
    [
      { instance: 'https://git.example.org/' },
      /^https:\/\/git\.example\.org\/ is not one of your instances, so it was not contacted\. If you trust it, add it\.$/,
      'addInstance',
    ],
  ],
  noVersion: [
    [
      { tool: 'saw', range: '^9', why: 'outOfRange', nearest: ['v1', 'v2'] },
      /^saw has no version that matches \^9\. Available: v1 and v2\.$/,
      'showLog',
    ],
    [{ tool: 'saw', range: 'x', why: 'notRange', nearest: [] }, /^saw x: this is neither .* range\.$/, 'showLog'],
    [
      { tool: 'saw', range: '^9', why: 'outOfRange', nearest: ['v1'], cutAt: 2000 },
      /^saw \^9: no matching version was found\. Only the newest 2,000 releases were searched\. .* Available: v1\.$/,
      'showLog',
    ],
  ],
  noPlatform: [
    [{ tool: 'saw', platform: 'any', available: ['a.zip'] }, /No file of saw fits .* Available: a\.zip\.$/, 'showLog'],
    [{ tool: 'saw', platform: 'linux-x64', available: [] }, /^The lock has no saw for linux-x64\.$/, 'showLog'],
  ],
  changedMeanwhile: [
    [
      { path: '/w/forgejo-artifacts.lock.json' },
      /^forgejo-artifacts\.lock\.json was changed in the meantime\. Nothing was overwritten\. Try again/,
      'retry',
    ],
    [
      { path: 'C:\\w\\forgejo-artifacts.json', tool: 'greet' },
      /^forgejo-artifacts\.json and its entry for greet were changed in the meantime\./,
      'retry',
    ],
  ],
  lockMismatch: [
    [
      { tool: 'saw', asset: 'a.zip', before: 'aa', now: 'bb' },
      /^a\.zip of saw is not the locked file, .*Locked: aa\. Found: bb\./,
      'showEvidence',
    ],
  ],
  storage: STORAGE_CASES,
  badSetting: [
    [{ key: 'forgejoArtifacts.network.caFile', reason: 'no PEM' }, /caFile is not valid: no PEM\.$/, 'openSettings'],
    [
      { key: 'forgejoArtifacts.instances', reason: 'the file has unsaved changes.', notChanged: true },
      /^The setting forgejoArtifacts\.instances was not changed: the file has unsaved changes\.$/,
      'openSettings',
    ],
  ],
};
