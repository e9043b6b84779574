import * as vscode from 'vscode';
import { clientsOf, systemClock } from '../../engine/index.ts';
import type { InstanceClient } from '../../engine/index.ts';
import { chooseInstance } from '../account/chooseInstance.ts';
import { tokenSourceWords } from '../account/tokenSourceWords.ts';
import { describeError, isCancelled } from '../../words/describeError.ts';
import { diagnoseMirrors } from '../diagnose/diagnoseMirrors.ts';
import { certificatesOf } from '../diagnose/certificates.ts';
import { describeProxy } from '../diagnose/proxyFacts.ts';
import { recordHops } from '../diagnose/recordingTransport.ts';
import type { Hop } from '../diagnose/recordingTransport.ts';
import { diagnosisReport } from '../diagnose/diagnosisReport.ts';
import type { Diagnosis } from '../diagnose/diagnosisReport.ts';
import type { Instance } from '../instances.ts';
import type { Services } from '../services.ts';
import { createTransport, trustedAuthorities } from '../transport.ts';
import { t } from '../../words/translate.ts';

/** Tests the connection to an instance and opens a report that is safe to share. */
export async function diagnoseConnection(services: Services, target?: unknown): Promise<void> {
  const instance = await chooseInstance(services, target, t('Diagnose Connection'));
  if (!instance) return;
  const { name } = instance.setting;
  const report = await services.ui.progress(t('Testing the connection to {0}', name), async (_report, signal) =>
    diagnosisReport(await diagnose(services, instance, signal)),
  );
  await services.reports.show(t('Connection to {0}', name.replaceAll('/', ' ')), report);
}

async function diagnose(services: Services, instance: Instance, signal: AbortSignal): Promise<Diagnosis> {
  const { settings, tokens, instances, engine, log } = services;
  const { url: base, token } = instance.setting;
  const hops: Hop[] = [];
  const transport = recordHops(createTransport(settings.current, proxySupport), hops, () => systemClock.now());
  const http = { transport, clock: systemClock, log, userAgent: () => engine.userAgent };
  const clients = clientsOf(
    { log, isConfigured: (one) => instances.get(one) !== undefined, token: (one) => tokens.get(one) },
    http,
    { mirrorsOnly: () => settings.current.mirrorsOnly },
  );
  const outcome = await ask(clients.client(base), signal);
  const mirrors = await diagnoseMirrors(services, http, signal);
  const url = new URL(base);
  return {
    ...outcome,
    mirrors,
    mirrorsOnly: settings.current.mirrorsOnly,
    instance: base,
    hops,
    tokenSource: t('from {0}', tokenSourceWords(token)),
    versions: `Visual Studio Code ${vscode.version}, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    proxy: describeProxy(url, proxySettings(settings.current.transport)),
    certificates: settings.current.mirrorsOnly
      ? undefined
      : await certificatesOf(url, await authorities(settings.current.caFile), signal),
  };
}

/** Asks for the version, then for the token's scopes. The report covers any failure. */
async function ask(
  client: InstanceClient,
  signal: AbortSignal,
): Promise<Pick<Diagnosis, 'info' | 'finding' | 'problem'>> {
  try {
    const info = await client.instanceInfo({ signal });
    return { info, finding: await client.features({ refresh: true, signal }), problem: undefined };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return { info: undefined, finding: client.tokenFinding, problem: describeError(error).message };
  }
}

/** An unreadable file is reported by the request that needed it. */
async function authorities(caFile: string | undefined): Promise<readonly string[] | undefined> {
  return trustedAuthorities(caFile).catch(() => undefined);
}

function proxySettings(transport: 'editor' | 'direct'): Parameters<typeof describeProxy>[1] {
  const http = vscode.workspace.getConfiguration('http');
  return {
    transport,
    proxy: http.get('proxy', ''),
    proxySupport: proxySupport(),
    noProxy: http.get('noProxy', []),
    env: process.env,
  };
}

function proxySupport(): string {
  return vscode.workspace.getConfiguration('http').get('proxySupport', 'override');
}
