import type { InstanceInfo, TokenFinding } from '../../engine/index.ts';
import { formatDuration, plain } from '../../words/format.ts';
import type { CertificateReport } from './certificates.ts';
import type { MirrorFinding } from './diagnoseMirrors.ts';
import type { Hop } from './recordingTransport.ts';
import { code, facts, table, text } from '../documents/markdown.ts';
import { withoutSecrets } from './withoutSecrets.ts';
import { t } from '../../words/translate.ts';

export interface Diagnosis {
  readonly instance: string;
  readonly versions: string;
  readonly proxy: string;
  readonly info: InstanceInfo | undefined;
  /** The failure, in the words that the tree uses. */
  readonly problem: string | undefined;
  readonly finding: TokenFinding;
  /** Where the token comes from. */
  readonly tokenSource: string;
  readonly certificates: CertificateReport | undefined;
  readonly hops: readonly Hop[];
  readonly mirrors: readonly MirrorFinding[];
  /** Whether the settings forbid contacting instances. Then only the mirrors are tested. */
  readonly mirrorsOnly: boolean;
}

/** A larger difference breaks tokens and certificates. */
const SKEW_MS = 2 * 60_000;

/** The report as markdown. It contains no secrets, so it can be posted in public. Pure. */
export function diagnosisReport(diagnosis: Diagnosis): string {
  const { instance, info } = diagnosis;
  const found = info
    ? `${info.kind === 'forgejo' ? 'Forgejo' : 'Gitea'} ${plain(info.version)}`
    : t('could not reach a Forgejo');
  const rows: readonly (readonly [string, string])[] = [
    [t('Instance'), found],
    [t('Proxy'), diagnosis.proxy],
    [t('Token'), tokenLine(diagnosis)],
    [t('Clock'), clockLine(diagnosis)],
    [t('Made with'), diagnosis.versions],
  ];
  return [
    `# ${t('Connection to {0}', code(instance))}`,
    verdict(diagnosis, found),
    facts(rows.map(([name, value]) => [name, long(value)])),
    `## ${t('Requests')}`,
    hopTable(diagnosis.hops),
    `## ${t('Certificates')}`,
    certificateSection(diagnosis),
    ...mirrorSection(diagnosis),
    `${t('This report contains no token, no password and no query string. You can paste it into a bug report.')}\n`,
  ].join('\n\n');
}

function verdict({ problem, finding }: Diagnosis, found: string): string {
  if (problem) return `**${t('It does not work.')}** ${long(problem)}`;
  const words: Partial<Record<typeof finding.state, string>> = {
    refused: t('It answers, but refuses the token'),
    malformed: t('It answers, but the token cannot be sent'),
  };
  return `**${words[finding.state] ?? t('It works')}**: ${long(found)}.`;
}

function tokenLine({ finding, tokenSource }: Diagnosis): string {
  const states = {
    none: t('none (expected {0})', tokenSource),
    unknown: t('not tried ({0})', tokenSource),
    refused: t('refused ({0})', tokenSource),
    malformed: t('not sent, because it contains a space or another character that no token has ({0})', tokenSource),
    accepted: t('accepted ({0})', tokenSource),
  };
  const missing =
    finding.missing.length > 0
      ? `; ${t('it lacks {0}', finding.missing.map((scope) => `read:${scope}`).join(', '))}`
      : '';
  return `${states[finding.state]}${missing}`;
}

function clockLine({ hops }: Diagnosis): string {
  const skewMs = hops.find((hop) => hop.skewMs !== undefined)?.skewMs;
  if (skewMs === undefined) return t('the server did not send its time');
  if (Math.abs(skewMs) < SKEW_MS) return t('this machine and the server agree');
  const skew = formatDuration(Math.abs(skewMs));
  return skewMs > 0
    ? t("this machine's clock is {0} ahead of the server's, so certificates and tokens may be refused", skew)
    : t("this machine's clock is {0} behind the server's, so certificates and tokens may be refused", skew);
}

function hopTable(hops: readonly Hop[]): string {
  if (hops.length === 0) return t('No requests were made.');
  const rows = hops.map(({ url, tokenSent, status, location, durationMs, causes }, index) => {
    const answer = status === undefined ? causes.join(' ← ') : `${status}${location ? ` → ${location}` : ''}`;
    return [String(index + 1), long(url), tokenSent ? t('yes') : t('no'), long(answer), `${durationMs} ms`];
  });
  return table(['', t('Address'), t('Token sent'), t('Answer'), t('Time')], rows);
}

function certificateSection({ certificates, instance, mirrorsOnly }: Diagnosis): string {
  if (instance.startsWith('http:')) return t('The connection is not encrypted.');
  if (mirrorsOnly) return t('Not read, because no instance is contacted.');
  if (!certificates) return t('The certificates could not be read, because no direct connection is possible.');
  const { problem, chain } = certificates;
  const verdict = problem
    ? t(
        'Not trusted: {0}. If your organization has its own authority, name its file in the setting "network.caFile".',
        code(withoutSecrets(problem)),
      )
    : t('Trusted.');
  const lines = chain.map(
    ({ subject, issuer, validFrom, validTo, sha256 }) =>
      `- ${t('{0}, issued by {1}, valid from {2} to {3}', long(subject), long(issuer), long(validFrom), long(validTo))}\\\n  ${code(withoutSecrets(sha256))}`,
  );
  return [verdict, lines.join('\n')].join('\n\n');
}

function mirrorSection({ mirrors, mirrorsOnly }: Diagnosis): readonly string[] {
  if (mirrors.length === 0 && !mirrorsOnly) return [];
  const only = mirrorsOnly ? [t('The setting "mirrorsOnly" is on, so no instance is contacted.')] : [];
  const rows = mirrors.map(({ name, problem }) => [long(name), problem === undefined ? t('answers') : long(problem)]);
  const found = rows.length > 0 ? table([t('Mirror'), t('Answer')], rows) : t('No mirror is set.');
  return [`## ${t('Mirrors')}`, ...only, found];
}

/** Addresses and failures are longer than names, and a library may quote an address with a password in its failure. */
function long(value: string): string {
  return text(withoutSecrets(value), 1000);
}
