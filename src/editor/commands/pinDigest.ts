import { DIGEST_DIGITS, isEngineError, isHere, recordKey } from '../../engine/index.ts';
import type { Asset, Digests, Engine } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import { verifyFile } from '../trust/verifyFiles.ts';
import { plain } from '../../words/format.ts';
import { chosenAssets } from '../choose/targets.ts';
import { askForAssets } from '../choose/pickAsset.ts';
import { t } from '../../words/translate.ts';

/**
 * Pins the digest of a file: of the one on this machine, or, if none is here, one that the user enters. From then on any other file is
 * refused, whatever the server says.
 */
export async function pinDigest(services: Services, ...args: readonly unknown[]): Promise<void> {
  const engine = services.engine.get();
  for (const asset of await chosenAssets(services, args, () => askForAssets(services, t('Pin Digest')))) {
    const digests = (await digestOnDisk(services, asset)) ?? (await askForDigest(services, asset));
    if (!digests) return;
    await engine.pin(asset, digests);
    if (await verifyFile(services, asset)) continue;
    await services.ui.inform(t('{0} must match this digest from now on.', plain(asset.name, 80)));
  }
}

/** Removes a pin; the file then counts by its other evidence. */
export async function unpinDigest(services: Services, ...args: readonly unknown[]): Promise<void> {
  const engine = services.engine.get();
  for (const asset of await chosenAssets(services, args, () => askForAssets(services, t('Unpin Digest')))) {
    const name = plain(asset.name, 80);
    if (!(await isPinned(engine, asset))) {
      await services.ui.inform(t('No digest is pinned for {0}.', name));
      continue;
    }
    await engine.pin(asset, undefined);
    if (!(await verifyFile(services, asset)))
      await services.ui.inform(t('The digest of {0} is no longer pinned.', name));
  }
}

/** A pin that cannot be read still counts, and can be removed. */
async function isPinned(engine: Engine, asset: Asset): Promise<boolean> {
  try {
    return (await engine.pinOf(asset)) !== undefined;
  } catch (error) {
    if (isEngineError(error, 'storage')) return true;
    throw error;
  }
}

async function digestOnDisk({ engine }: Services, asset: Asset): Promise<Digests | undefined> {
  const record = await engine.get().record(recordKey(asset));
  return record && isHere(record) ? { sha256: record.sha256 } : undefined;
}

async function askForDigest({ ui }: Services, { name }: Asset): Promise<Digests | undefined> {
  const typed = await ui.input({
    title: t('Pin Digest: {0}', plain(name, 80)),
    prompt: t('The SHA-256, SHA-384 or SHA-512 digest of the file, from a source that you trust'),
    placeholder: t('64, 96 or 128 hex digits'),
    validate: (text) => (text.trim() === '' || parseDigest(text) ? undefined : FORM),
    check: (text) => Promise.resolve(parseDigest(text) ? undefined : FORM),
  });
  return typed === undefined ? undefined : parseDigest(typed);
}

const FORM = t('Write 64 (SHA-256), 96 (SHA-384) or 128 (SHA-512) hex digits.');

/** Recognised by its length, as tools print it; upper case and a leading algorithm name are allowed. */
export function parseDigest(text: string): Digests | undefined {
  const [, named, hex = ''] = /^\s*(?:(sha256|sha384|sha512):)?([0-9a-f]+)\s*$/i.exec(text) ?? [];
  const algorithm = ALGORITHMS.find((name) => DIGEST_DIGITS[name] === hex.length);
  if (!algorithm || (named !== undefined && named.toLowerCase() !== algorithm)) return undefined;
  return { [algorithm]: hex.toLowerCase() };
}

const ALGORITHMS = ['sha256', 'sha384', 'sha512'] as const;
