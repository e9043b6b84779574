import * as vscode from 'vscode';
import { recordKey, safeFileName } from '../../engine/index.ts';
import type { Asset, Engine } from '../../engine/index.ts';
import { toNode } from '../choose/nodeSchemas.ts';
import { describeError } from '../../words/describeError.ts';
import type { Services } from '../services.ts';
import { assetText, versionText } from './detailsText.ts';
import type { FindHere } from './detailsText.ts';
import { evidenceText } from './evidenceText.ts';
import { findVersion } from './findVersion.ts';
import { document, text } from './markdown.ts';

const SCHEME = 'forgejo-artifacts';

export type DocumentKind = 'details' | 'evidence';
/** A version or a file, as the rows have it. */
export type DocumentSubject =
  | { readonly kind: 'asset'; readonly asset: Asset }
  | {
      readonly kind: 'version';
      readonly instance: string;
      readonly source: Asset['source'];
      readonly version: string;
    };

/** The address says all that the document is made from, so it can be made again after a restart of the editor. */
export function documentUri(kind: DocumentKind, subject: DocumentSubject): vscode.Uri {
  const name = subject.kind === 'asset' ? subject.asset.name : subject.version;
  return vscode.Uri.from({
    scheme: SCHEME,
    path: `/${kind}/${safeFileName(name)} (${kind}).md`,
    query: JSON.stringify(subject),
  });
}

/** Read-only markdown about versions and files. What is open follows what happens to its file. */
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
    if (!subject) return document('# Nothing to show', 'This address names nothing that this extension knows.');
    try {
      return await (uri.path.startsWith('/evidence/') && subject.kind === 'asset'
        ? this.#evidence(subject.asset)
        : this.#details(subject));
    } catch (error) {
      this.#services.errors.note(error);
      return document('# This cannot be shown now', text(describeError(error).message));
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
      failure: state?.phase === 'failed' ? state.error : undefined,
    });
  }

  async #details(subject: DocumentSubject): Promise<string> {
    const { engine, instances } = this.#services;
    const running = engine.get();
    const here = await everythingHere(running);
    if (subject.kind === 'asset') {
      const { asset } = subject;
      return assetText(asset, instances.nameOf(asset.instance), here(recordKey(asset)));
    }
    const { instance } = subject;
    // An address may come from anywhere; the engine asks only what is configured.
    return versionText(await findVersion(running, subject), instances.nameOf(instance), here);
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
  const stopped = new Map((await cache.partials()).map((partial) => [partial.key, partial]));
  return (key) => ({ record: records.get(key), stopped: stopped.get(key) });
}

function subjectOf({ query }: vscode.Uri): DocumentSubject | undefined {
  try {
    const node = toNode(JSON.parse(query));
    return node?.kind === 'asset' || node?.kind === 'version' ? node : undefined;
  } catch {
    return undefined;
  }
}
