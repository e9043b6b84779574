import type { InstanceInfo, TokenFinding } from '../../engine/index.ts';
import { formatDuration, plain } from '../../words/format.ts';
import type { CertificateReport } from './certificates.ts';
import type { Hop } from './recordingTransport.ts';
import { code, facts, table, text } from '../documents/markdown.ts';

export interface Diagnosis {
  readonly instance: string;
  readonly versions: string;
  readonly proxy: string;
  readonly info: InstanceInfo | undefined;
  /** What was said about the failure, in the words that the tree has. */
  readonly problem: string | undefined;
  readonly finding: TokenFinding;
  /** Where the token comes from. */
  readonly tokenSource: string;
  readonly certificates: CertificateReport | undefined;
  readonly hops: readonly Hop[];
}

/** More than this breaks tokens and certificates. */
const SKEW_MS = 2 * 60_000;

/** The report as markdown. It holds nothing secret, so it may be pasted where everybody can read it. Pure. */
export function diagnosisReport(diagnosis: Diagnosis): string {
  const { instance, info } = diagnosis;
  const found = info
    ? `${info.kind === 'forgejo' ? 'Forgejo' : 'Gitea'} ${plain(info.version)}`
    : 'no Forgejo was reached';
  const rows: readonly (readonly [string, string])[] = [
    ['Instance', found],
    ['Proxy', diagnosis.proxy],
    ['Token', tokenLine(diagnosis)],
    ['Clock', clockLine(diagnosis)],
    ['Made with', diagnosis.versions],
  ];
  return [
    `# Connection to ${code(instance)}`,
    verdict(diagnosis, found),
    facts(rows.map(([name, value]) => [name, long(value)])),
    '## Requests',
    hopTable(diagnosis.hops),
    '## Certificates',
    certificateSection(diagnosis),
    'This report holds no token, no password and no query of an address. It can be pasted into a bug report.\n',
  ].join('\n\n');
}

function verdict({ problem, finding }: Diagnosis, found: string): string {
  if (problem) return `**It does not work.** ${long(problem)}`;
  const word = finding.state === 'refused' ? 'It answers, but refuses the token' : 'It works';
  return `**${word}**: ${text(found)}.`;
}

function tokenLine({ finding, tokenSource }: Diagnosis): string {
  const states = {
    none: `none; it would come ${tokenSource}`,
    unknown: `not tried; it comes ${tokenSource}`,
    refused: `refused; it comes ${tokenSource}`,
    accepted: `accepted; it comes ${tokenSource}`,
  };
  const missing =
    finding.missing.length > 0 ? `; it lacks ${finding.missing.map((scope) => `read:${scope}`).join(', ')}` : '';
  return `${states[finding.state]}${missing}`;
}

function clockLine({ hops }: Diagnosis): string {
  const skewMs = hops.find((hop) => hop.skewMs !== undefined)?.skewMs;
  if (skewMs === undefined) return 'the server did not say its time';
  if (Math.abs(skewMs) < SKEW_MS) return 'this machine and the server agree';
  const direction = skewMs > 0 ? 'ahead of' : 'behind';
  return `this machine is ${formatDuration(Math.abs(skewMs))} ${direction} the server; certificates and tokens may be refused for that`;
}

function hopTable(hops: readonly Hop[]): string {
  if (hops.length === 0) return 'None was made.';
  const rows = hops.map(({ url, tokenSent, status, location, durationMs, causes }, index) => {
    const answer = status === undefined ? causes.join(' ← ') : `${status}${location ? ` → ${location}` : ''}`;
    return [String(index + 1), long(url), tokenSent ? 'yes' : 'no', long(answer), `${durationMs} ms`];
  });
  return table(['', 'Address', 'Token sent', 'Answer', 'Time'], rows);
}

function certificateSection({ certificates, instance }: Diagnosis): string {
  if (instance.startsWith('http:')) return 'The connection is not encrypted.';
  if (!certificates) return 'They could not be looked at: no direct connection can be made.';
  const { problem, chain } = certificates;
  const verdict = problem
    ? `Not trusted: ${code(problem)}. If your organisation has its own authority, name its file in the setting "network.caFile".`
    : 'Trusted.';
  const lines = chain.map(
    ({ subject, issuer, validFrom, validTo, sha256 }) =>
      `- ${long(subject)}, issued by ${long(issuer)}, valid ${text(`${validFrom} to ${validTo}`)}\\\n  ${code(sha256)}`,
  );
  return [verdict, lines.join('\n')].join('\n\n');
}

/** Addresses and failures are longer than names. */
function long(value: string): string {
  return text(value, 1000);
}
