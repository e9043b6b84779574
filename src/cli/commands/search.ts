import type { Page, Repository } from '../../engine/index.ts';
import { count, plain } from '../../words/format.ts';
import { usageError } from '../cliError.ts';
import { errorJson, messageOf } from '../cliWords.ts';
import type { CommandResult } from '../commandResult.ts';
import type { Context } from '../context.ts';
import { EXIT, exitCodeOf, worstOf } from '../exitCodes.ts';
import { INSTANCES_VARIABLE } from '../instances.ts';
import type { Invocation } from '../invocation.ts';
import { columns } from '../columns.ts';

type Found =
  | { readonly ok: true; readonly instance: string; readonly page: Page<Repository> }
  | { readonly ok: false; readonly instance: string; readonly error: unknown };

/** Finds repositories by a word in their name, on all named instances. If one fails, the others are still listed. */
export async function searchCommand({ names }: Invocation, context: Context): Promise<CommandResult> {
  const { instances, printer } = context;
  const text = names[0] ?? '';
  if (instances.length === 0) {
    throw usageError(`Name an instance to search, with --instance or in ${INSTANCES_VARIABLE}.`);
  }
  const found = await Promise.all(instances.map((instance) => searchOne(instance, text, context)));
  for (const one of found) for (const line of remarks(one, text)) printer.say(line);
  const rows = found.flatMap((one) =>
    one.ok ? one.page.items.map((item) => rowOf(item, one.instance, found.length > 1)) : [],
  );
  return {
    exit: worstOf(found.map((one) => (one.ok ? EXIT.done : exitCodeOf(one.error)))),
    lines: columns(rows),
    json: { instances: found.map(toJson) },
  };
}

async function searchOne(instance: string, text: string, { engine, signal }: Context): Promise<Found> {
  try {
    return { ok: true, instance, page: await engine.client(instance).searchRepositories(text, { signal }) };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, instance, error };
  }
}

function remarks(found: Found, text: string): readonly string[] {
  const { host } = new URL(found.instance);
  if (!found.ok) {
    const message = messageOf(found.error);
    return [message.includes(host) ? message : `${host}: ${message}`];
  }
  const { items, hasMore, totalCount } = found.page;
  if (items.length === 0) return [`No repository on ${host} has ${plain(text, 40)} in its name.`];
  const all =
    totalCount === undefined
      ? 'more matching repositories'
      : count(totalCount, 'matching repository', 'matching repositories');
  return hasMore ? [`${host} has ${all}; type more of the name.`] : [];
}

function rowOf(repository: Repository, instance: string, isNamed: boolean): readonly string[] {
  const { fullName, releaseCount, description, archived } = repository;
  const name = plain(isNamed ? `${instance}${fullName}` : fullName, 120);
  const marks = archived ? ' (archived)' : '';
  return [name, `${count(releaseCount, 'release')}${marks}`, plain(description, 80)];
}

function toJson(found: Found): object {
  const { instance } = found;
  if (!found.ok) return { instance, ok: false, error: errorJson(found.error) };
  const { items, hasMore, totalCount } = found.page;
  const repositories = items.map(({ fullName, description, releaseCount, archived, ...rest }) => {
    return { name: fullName, description, releases: releaseCount, archived, private: rest.private };
  });
  return { instance, ok: true, hasMore, totalCount, repositories };
}
