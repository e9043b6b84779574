import type * as v from 'valibot';
import type { Page } from '../model.ts';
import type { Api, Call } from './api.ts';
import { toOwner, toRepository } from './decode.ts';
import { toPage } from './pages.ts';
import { organizationSchema, packageSchema, pageOf, repositorySchema } from './schemas.ts';
import type { PackageJson } from './schemas.ts';

/** How the rows of a list are decoded. */
interface Rows<S extends v.GenericSchema, T> {
  readonly schema: S;
  readonly toItem: (row: v.InferOutput<S>) => T;
}

export const REPOSITORIES = { schema: repositorySchema, toItem: toRepository };
export const ORGANIZATIONS = {
  schema: organizationSchema,
  toItem: (row: v.InferOutput<typeof organizationSchema>) => toOwner(row, 'organization'),
};
/** As they come; they are grouped when all are there. */
export const PACKAGES = { schema: packageSchema, toItem: (row: PackageJson) => row };

/** One page of a list. @throws EngineError as `Api.json` */
export async function readPage<S extends v.GenericSchema, T>(
  api: Api,
  call: Call,
  { schema, toItem }: Rows<S, T>,
  at: { readonly page: number; readonly limit?: number | undefined },
): Promise<Page<T>> {
  const { value, header } = await api.json(call, pageOf(schema));
  return toPage(value.map(toItem), { ...at, header });
}
