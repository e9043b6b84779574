import { uuidOf } from './content.ts';
import type { AssetContent, ForgeContent, ReleaseContent } from './content.ts';

/** The location of an attachment. */
export interface AttachmentPlace {
  readonly owner: string;
  readonly repo: string;
  readonly tag: string;
  readonly name: string;
}

/** The attachments of a release, and a maintainer's changes to them in the browser while the forge runs. */
export interface AttachmentChanges {
  /** The attachment in its current state. */
  attachment(place: AttachmentPlace): AssetContent;
  /**
   * Deletes the attachment and uploads another one with the same name, because attachments cannot be changed. Its uuid is
   * new.
   */
  replaceAttachment(place: AttachmentPlace, bytes: Buffer): AssetContent;
  addAttachment(place: AttachmentPlace, bytes: Buffer): AssetContent;
  removeAttachment(place: AttachmentPlace): void;
}

export function attachmentChanges(content: ForgeContent): AttachmentChanges {
  let uploads = 0;

  const add = (place: AttachmentPlace, body: Buffer): AssetContent => {
    uploads += 1;
    const { owner, repo, tag, name } = place;
    const uuid = uuidOf(`${owner}/${repo} ${tag} ${name} upload ${uploads}`);
    const asset = { id: FIRST_UPLOAD_ID + uploads, name, uuid, createdAt: new Date(), body, downloads: 0 };
    releaseAt(content, place).assets.push(asset);
    return asset;
  };

  const remove = (place: AttachmentPlace): void => {
    const release = releaseAt(content, place);
    const left = release.assets.filter(({ name }) => name !== place.name);
    if (left.length === release.assets.length) throw missing(place);
    release.assets = left;
  };

  return {
    attachment: (place) => {
      const asset = releaseAt(content, place).assets.find(({ name }) => name === place.name);
      if (!asset) throw missing(place);
      return asset;
    },
    addAttachment: add,
    removeAttachment: remove,
    replaceAttachment(place, bytes) {
      remove(place);
      return add(place, bytes);
    },
  };
}

/** Above the ids of builders and of content added by the thousand. */
export const FIRST_UPLOAD_ID = 2_000_000;

function missing(place: AttachmentPlace): Error {
  return new Error(`no attachment ${JSON.stringify(place)}`);
}

function releaseAt(content: ForgeContent, { owner, repo, tag }: AttachmentPlace): ReleaseContent {
  const repository = content.repositories.find((one) => one.owner === owner && one.name === repo);
  const release = repository?.releases.find((one) => one.tag === tag);
  if (!release) throw new Error(`no release ${owner}/${repo} ${tag}`);
  return release;
}
