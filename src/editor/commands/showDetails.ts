import * as vscode from 'vscode';
import { documentUri } from '../documents/documents.ts';
import type { DocumentKind, DocumentSubject } from '../documents/documents.ts';
import type { Services } from '../services.ts';
import type { Node } from '../choose/nodeSchemas.ts';
import { pickRelease } from '../choose/pickAsset.ts';
import { assetOf, nodesOf } from '../choose/targets.ts';

/** Opens what is known of a version or a file as a document. */
export async function showDetails(services: Services, ...args: readonly unknown[]): Promise<void> {
  const subject = nodesOf(services, args).map(subjectOf).find(Boolean) ?? (await pickSubject(services));
  if (subject) await openDocument('details', subject);
}

export async function openDocument(kind: DocumentKind, subject: DocumentSubject): Promise<void> {
  await vscode.commands.executeCommand('markdown.showPreview', documentUri(kind, subject));
}

/** What the document is about, without what only the tree needs. */
export function subjectOf(node: Node): DocumentSubject | undefined {
  switch (node.kind) {
    case 'asset':
      return { kind: 'asset', asset: node.asset };
    case 'cacheFile':
      return { kind: 'asset', asset: assetOf(node.record) };
    case 'cachePartial':
      return { kind: 'asset', asset: node.partial.asset };
    case 'version':
      return { kind: 'version', instance: node.instance, source: node.source, version: node.version };
    case 'cacheVersion':
      return { kind: 'version', instance: node.parent.instance, source: node.source, version: node.version };
    default:
      return undefined;
  }
}

async function pickSubject(services: Services): Promise<DocumentSubject | undefined> {
  const picked = await pickRelease(services, 'Show Details');
  return picked && { kind: 'version', instance: picked.instance, source: picked.source, version: picked.version };
}
