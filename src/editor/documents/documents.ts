import * as vscode from 'vscode';
import { recordKey, safeFileName } from '../../engine/index.ts';
import type { Asset, Engine } from '../../engine/index.ts';
import { toNode } from '../choose/nodeSchemas.ts';
import { describeError } from '../../words/describeError.ts';
import type { Services } from '../services.ts';
import { assetText } from './detailsText.ts';
import type { FindHere } from './detailsText.ts';
import { evidenceText } from './evidenceText.ts';
import { readFileText } from './fileText.ts';
import { filesByPlatform } from './filesByPlatform.ts';
import { versionOrDraft } from './versionOrDraft.ts';
import { document, text } from './markdown.ts';
import { versionText } from './versionText.ts';
import { t } from '../../words/translate.ts';

const SCHEME = 'forgejo-artifacts';

/** `text` shows the file itself; the others are markdown about it. */
export type DocumentKind = 'details' | 'evidence' | 'text';

/** For the title of the tab. */
const KIND_WORDS: Readonly<Record<DocumentKind, string>> = {
  details: t('details'),
  evidence: t('evidence'),
  text: t('text'),
};

/** A version or a file, as rows describe it. */
export type DocumentSubject =
  | { readonly kind: 'asset'; readonly asset: Asset }
  | {
      readonly kind: 'version';
      readonly instance: string;
      readonly source: Asset['source'];
      readonly version: string;
    };

/**
 * The address holds everything that the document is made from, so that it can be made again after a restart. The text of a
 * file is plain text whatever its name: as JSON, it could name a schema on any host, which the editor would fetch.
 */
export function documentUri(kind: DocumentKind, subject: DocumentSubject): vscode.Uri {
  const name = subject.kind === 'asset' ? subject.asset.name : subject.version;
  return vscode.Uri.from({
    scheme: SCHEME,
    path: `/${kind}/${safeFileName(name)} (${KIND_WORDS[kind]}).${kind === 'text' ? 'txt' : 'md'}`,
    query: JSON.stringify(subject),
  });
}

/** Read-only documents about versions and files, and the text of files. Open documents follow changes to their files. */
export class Documents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(services: Services) {
    this.#services = services;
    this.#subscription = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      services.records.onDidChange((keys) => this.#refresh(keys)),
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const subject = subjectOf(uri);
    if (!subject) return document(`# ${t('Nothing to show')}`, t('This extension does not know this address.'));
    try {
      if (subject.kind === 'asset' && uri.path.startsWith('/evidence/')) return await this.#evidence(subject.asset);
      if (subject.kind === 'asset' && uri.path.startsWith('/text/')) return await this.#text(subject.asset);
      return await this.#details(subject);
    } catch (error) {
      this.#services.errors.note(error);
      return document(`# ${t('This cannot be shown now')}`, text(describeError(error).message));
    }
  }

  async #evidence(asset: Asset): Promise<string> {
    const { engine, instances, downloads } = this.#services;
    const running = engine.get();
    const key = recordKey(asset);
    const record = await running.record(key);
    const state = downloads.state(key);
    return evidenceText({
      asset,
      instanceName: instances.nameOf(asset.instance),
      cached: record && { record, path: running.cache.pathOf(record) },
      // Another window may have found out, or this one before a reload.
      failure: state?.phase === 'failed' ? state.error : record && (await running.cache.refusal(record)),
    });
  }

  /** Never downloads: an editor that restarts would do so unasked. */
  async #text(asset: Asset): Promise<string> {
    const found = await this.#services.engine.get().find(asset, { toShow: true });
    if (!found)
      return `${t('This file is not on this machine any more. Choose Open on its row to download it again.')}\n`;
    const read = await readFileText(found.path);
    return read.ok ? read.text : `${t('This file cannot be shown as text.')}\n`;
  }

  async #details(subject: DocumentSubject): Promise<string> {
    const { engine, instances, installHost } = this.#services;
    const running = engine.get();
    const here = await everythingHere(running);
    if (subject.kind === 'asset') {
      const { asset } = subject;
      return assetText(asset, instances.nameOf(asset.instance), here(recordKey(asset)));
    }
    const { instance } = subject;
    // An address may come from anywhere; the engine contacts only configured instances.
    const version = await versionOrDraft(running, subject);
    const files = await filesByPlatform(version, await installHost.machine());
    return versionText(version, instances.nameOf(instance), { ...files, find: here });
  }

  #refresh(keys: readonly string[]): void {
    for (const { uri } of vscode.workspace.textDocuments.filter((open) => open.uri.scheme === SCHEME)) {
      const subject = subjectOf(uri);
      if (subject?.kind === 'asset' && !keys.includes(recordKey(subject.asset))) continue;
      this.#changed.fire(uri);
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

async function everythingHere({ cache }: Engine): Promise<FindHere> {
  const records = new Map((await cache.list()).map((record) => [record.key, record]));
  const partials = new Map((await cache.partials()).map((partial) => [partial.key, partial]));
  return (key) => ({ record: records.get(key), partial: partials.get(key) });
}

function subjectOf({ query }: vscode.Uri): DocumentSubject | undefined {
  try {
    const node = toNode(JSON.parse(query));
    return node?.kind === 'asset' || node?.kind === 'version' ? node : undefined;
  } catch {
    return undefined;
  }
}
