import { assertFullyListed, evidenceFilesFor, isHere, shortSourceName, recordKey } from '../../engine/index.ts';
import type { Asset, AssetRecord } from '../../engine/index.ts';
import { namedCopy } from '../downloads/namedCopy.ts';
import { text } from '../documents/markdown.ts';
import { matchVersion } from '../installs/chooseAsset.ts';
import { evidenceSentence, evidenceWord, serverDigest } from '../../words/evidenceWords.ts';
import { enumerate, formatSize } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { readRequest, versionOf } from './agentRequest.ts';
import { AgentError, answerText, quoted, quotedList } from './agentText.ts';
import type { Confirmation } from './agentText.ts';
import { t } from '../../words/translate.ts';

interface Target {
  readonly asset: Asset;
  /** All files of its version. */
  readonly siblings: readonly Asset[];
}

interface Asked {
  readonly target: Promise<Target>;
  /** A model may make the same call several times at once; each gets a question of its own. */
  readonly count: number;
}

/** Bounds the number of open questions. */
const MAX_CONFIRMED = 20;

/** "Download, verify, return the path", for a language model. */
export class GetArtifact {
  readonly #services: Services;
  /**
   * What was asked about, by input, failures included. The latest version may change before the answer, and the call must
   * get the file that was shown.
   */
  readonly #asked = new Map<string, Asked>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** The question, which names host, file, size and evidence. @throws AgentError, and EngineError as the client does */
  async confirmation(input: unknown, signal: AbortSignal): Promise<Confirmation> {
    const target = await this.#remember(input, this.#find(input, signal));
    const { asset } = target;
    const cached = await this.#cached(asset);
    const project = shortSourceName(asset.source);
    const size = asset.sizeBytes === undefined ? t('unknown size') : formatSize(asset.sizeBytes);
    const version = text(`${asset.source.owner}/${project} ${asset.version}`, 160);
    return {
      title: cached ? t('Share a downloaded file?') : t('Download a file?'),
      message: [
        `**${text(asset.name, 120)}** (${size})`,
        t('from {0} on {1}.', version, text(new URL(asset.instance).host)),
        text(cached ? evidenceSentence(cached) : expectedEvidence(target), 600),
      ].join(' '),
    };
  }

  /**
   * Returns the path of a copy of the file that the user was shown.
   * @throws AgentError, also if the user was not asked, EngineError as `Engine.obtain`, the signal's reason
   */
  async get(input: unknown, signal: AbortSignal): Promise<string> {
    const { asset } = await this.#take(input);
    const [outcome] = await this.#services.downloads.start([asset], { signal });
    if (outcome?.state === 'failed') throw outcome.error;
    if (outcome?.state !== 'done') throw new DOMException('the download was stopped', 'AbortError');
    const { record } = outcome.found;
    const path = await namedCopy(this.#services, record);
    if (path === undefined) throw new AgentError('The file is gone from the disk. Call the tool again.');
    return answerText({
      path,
      file: quoted(record.name),
      version: quoted(record.version),
      sizeBytes: record.sizeBytes,
      sha256: record.sha256,
      evidence: evidenceWord(record),
      evidenceMeans: evidenceSentence(record),
    });
  }

  #remember(input: unknown, target: Promise<Target>): Promise<Target> {
    const [oldest] = this.#asked.keys();
    if (oldest !== undefined && this.#asked.size >= MAX_CONFIRMED) this.#asked.delete(oldest);
    const key = JSON.stringify(input);
    this.#asked.set(key, { target, count: (this.#asked.get(key)?.count ?? 0) + 1 });
    return target;
  }

  /** What was shown for a question; good for one call. @throws AgentError if the user was not asked */
  #take(input: unknown): Promise<Target> {
    const key = JSON.stringify(input);
    const asked = this.#asked.get(key);
    if (!asked) throw new AgentError('The user has not been asked yet whether you may have this file.');
    const count = asked.count - 1;
    if (count > 0) this.#asked.set(key, { ...asked, count });
    else this.#asked.delete(key);
    return asked.target;
  }

  async #find(input: unknown, signal: AbortSignal): Promise<Target> {
    const request = readRequest(input);
    const version = await versionOf(this.#services, request, signal);
    const { assets } = version;
    const name = request.file ?? (await this.#pick(version));
    const found = assets.filter((asset) => asset.name === name);
    const [asset] = found;
    if (!asset) assertFullyListed(version);
    if (asset && found.length === 1) return { asset, siblings: assets.filter((one) => one !== asset) };
    if (asset) throw new AgentError(`Several files are called ${quoted(asset.name)}, and they cannot be told apart.`);
    throw new AgentError(`There is no file ${quoted(name)}. Available: ${quotedList(assets.map((one) => one.name))}`);
  }

  async #pick(version: Awaited<ReturnType<typeof versionOf>>): Promise<string> {
    const machine = await this.#services.installHost.machine();
    assertFullyListed(version);
    const match = machine && (await matchVersion(version, machine));
    if (match?.kind === 'pick') return match.pick.name;
    const names = version.assets.map(({ name }) => name);
    throw new AgentError(
      `Say which "file": it is unclear which one is for this machine. Available: ${quotedList(names)}`,
    );
  }

  /** The record of exactly this file; a file that replaced it upstream does not count. */
  async #cached(asset: Asset): Promise<AssetRecord | undefined> {
    const record = await this.#services.engine.get().record(recordKey(asset));
    return record?.upstreamId === asset.upstreamId && isHere(record) ? record : undefined;
  }
}

/** What a download would be compared with, exactly as the engine chooses it. It has not been read yet. */
function expectedEvidence({ asset, siblings }: Target): string {
  const { checksums, signatures } = evidenceFilesFor(asset, siblings);
  const isListed = Object.keys(asset.digests).length > 0;
  const digests = [...(isListed ? [serverDigest(asset)] : []), ...quotedNames(checksums.map(({ file }) => file))];
  if (digests.length + signatures.length === 0) {
    return t('There is no evidence for it: its release has neither a signature nor a checksum of it.');
  }
  return [
    ...(digests.length > 0 ? [t('It is checked against {0}.', enumerate(digests, 'and'))] : []),
    ...(signatures.length > 0
      ? [t('Its signature {0} counts if it is by a key that you trust.', enumerate(quotedNames(signatures), 'and'))]
      : []),
  ].join(' ');
}

function quotedNames(files: readonly Asset[]): readonly string[] {
  const shown = files.slice(0, 4).map(({ name }) => quoted(name));
  return files.length > shown.length ? [...shown, t('{0} more', files.length - shown.length)] : shown;
}
