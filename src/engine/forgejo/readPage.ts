import * as v from 'valibot';
import type { Page } from '../model.ts';
import { mapInSlices } from '../slices.ts';
import type { Api, Call } from './api.ts';
import { lastParts, assertRequestedName } from './requestedName.ts';
import { decode, toOwner, toRepository } from './decode.ts';
import { toPage } from './pages.ts';
import { organizationSchema, packageSchema, pageOf, repositorySchema } from './schemas.ts';
import type { PackageJson } from './schemas.ts';

/** How to decode the rows of a list. */
interface Rows<S extends v.GenericSchema, T> {
  readonly schema: S;
  /** `url` is the address of the page. */
  readonly toItem: (row: v.InferOutput<S>, url: URL) => T;
}

export const REPOSITORIES = { schema: repositorySchema, toItem: toRepository };
export const ORGANIZATIONS = {
  schema: organizationSchema,
  toItem: (row: v.InferOutput<typeof organizationSchema>) => toOwner(row, 'organization'),
};
/** Rows of the requested owner, in the order received; they are grouped once all are there. */
export const PACKAGES = {
  schema: packageSchema,
  toItem: (row: PackageJson, url: URL): PackageJson => {
    const [owner = ''] = lastParts(url, 1);
    assertRequestedName(url, '$.owner.login', owner, row.owner.login);
    return row;
  },
};

/** One page of a list. @throws EngineError as `Api.json` */
export async function readPage<S extends v.GenericSchema, T>(
  api: Api,
  call: Call,
  { schema, toItem }: Rows<S, T>,
  at: { readonly page: number; readonly limit?: number | undefined },
): Promise<Page<T>> {
  const { value, header, url } = await api.json(call, pageOf(v.unknown()));
  const items = await mapInSlices(value, (row, index) => {
    call.signal?.throwIfAborted();
    return toItem(decode(schema, row, call.url, `$.${index}`), url);
  });
  return toPage(items, { ...at, header });
}
