import * as vscode from 'vscode';
import { documentUri } from '../documents/documents.ts';
import type { DocumentKind, DocumentSubject } from '../documents/documents.ts';
import type { Services } from '../services.ts';
import type { Node } from '../choose/nodeSchemas.ts';
import { pickRelease } from '../choose/pickAsset.ts';
import { recordedAsset } from '../choose/recordTargets.ts';
import { nodesOf } from '../choose/targets.ts';
import { t } from '../../words/translate.ts';

/** Opens a document about a version or a file. */
export async function showDetails(services: Services, ...args: readonly unknown[]): Promise<void> {
  const subjects = await Promise.all(nodesOf(services, args).map((node) => subjectOf(services, node)));
  const subject = subjects.find(Boolean) ?? (await pickSubject(services));
  if (subject) await openDocument('details', subject);
}

export async function openDocument(kind: DocumentKind, subject: DocumentSubject): Promise<void> {
  await vscode.commands.executeCommand('markdown.showPreview', documentUri(kind, subject));
}

/** The subject of the document, without the fields that only the tree needs. */
export async function subjectOf(services: Services, node: Node): Promise<DocumentSubject | undefined> {
  switch (node.kind) {
    case 'asset':
      return { kind: 'asset', asset: node.asset };
    case 'cacheFile':
    case 'cachePartial': {
      const asset = await recordedAsset(services, node);
      return asset && { kind: 'asset', asset };
    }
    case 'version':
      return { kind: 'version', instance: node.instance, source: node.source, version: node.version };
    case 'cacheVersion': {
      const asset = await recordedAsset(services, node);
      return asset && { kind: 'version', instance: asset.instance, source: asset.source, version: asset.version };
    }
    default:
      return undefined;
  }
}

async function pickSubject(services: Services): Promise<DocumentSubject | undefined> {
  const picked = await pickRelease(services, t('Show Details'));
  return picked && { kind: 'version', instance: picked.instance, source: picked.source, version: picked.version };
}
