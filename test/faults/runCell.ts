import type { Cell, Row } from './cells.ts';
import { isFile } from './cells.ts';
import { faultOf } from './allFaults.ts';
import { TOKEN } from './content.ts';
import { expectedOf } from './expected.ts';
import { findLeftovers } from './leftovers.ts';
import type { Leftovers } from './leftovers.ts';
import { TARGETS, makeJob } from './jobs.ts';
import { MIRROR_TOKEN } from './mirror.ts';
import { observe } from './observe.ts';
import type { Observed } from './observe.ts';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

/** Runs one cell: the job under its fault, and the same job again without it. */
export async function runCell(cell: Cell): Promise<Row> {
  const { source, transport } = cell;
  const fault = faultOf(cell);
  await using world = await startWorld({ source, transport, target: TARGETS[source], tls: fault.tls ?? false });
  const job = await makeJob(world, source);
  world.transport.sent = [];
  world.setPatience(fault.waitedOut ? 'little' : 'much');
  await fault.begin(world, cell);
  const first = await observe(world, job);
  const left = await findLeftovers(world.directory);
  const counted = await world.engine.limiter.usedToday(world.base);
  const listed = (await world.engine.cache.partials()).map(({ receivedBytes }) => receivedBytes);
  world.setPatience('much');
  world.gate.spoil(undefined);
  world.transport.beforeSend = undefined;
  world.healClient();
  fault.end?.(world);
  await world.gate.appear();
  const second = first.outcome === 'hang' ? undefined : await observe(world, job);
  const problems = [
    ...disagreements(cell, first, left),
    ...(listed.join() === (left.kind === 'partial' ? `${left.partialBytes}` : '')
      ? []
      : [`lists partials of ${listed.join()} B`]),
    ...leaks(world, [...first.sent, ...(second?.sent ?? [])]),
    ...(isFile(source) && counted.count !== (first.succeeded && !world.mirror.isAlone ? 1 : 0)
      ? [`counted ${counted.count}`]
      : []),
    ...(second ? await recovery(world, cell, second, left) : []),
  ];
  const found = { outcome: first.outcome, requests: first.sent.length, leftOnDisk: left.text };
  return { ...cell, ...found, ok: problems.length === 0, problems };
}

function disagreements(cell: Cell, observed: Observed, left: Leftovers): string[] {
  const expected = expectedOf(cell);
  const { outcome, sent } = observed;
  return [
    ...observed.problems,
    ...left.problems,
    ...(expected.outcomes.includes(outcome) ? [] : [`expected ${expected.outcomes.join(' or ')}`]),
    ...(expected.left.includes(left.kind) ? [] : [`expected ${expected.left.join(' or ')} on disk`]),
    ...(sent.length <= expected.maxRequests ? [] : [`at most ${expected.maxRequests} requests`]),
  ];
}

/** Whether anybody but the instance saw the token, by what was sent and what was received. */
function leaks(world: World, sent: Observed['sent']): string[] {
  const { origin } = new URL(world.base);
  const isMirror = (url: URL): boolean => world.mirror.origins.includes(url.origin);
  const isAbroad = (url: URL): boolean => url.origin !== origin && !isMirror(url);
  const leaked = sent.filter(({ url, headers }) => isAbroad(url) && headers['authorization'] !== undefined);
  const astray = sent.filter(({ url, headers }) => {
    return !isMirror(url) && JSON.stringify(headers).includes(MIRROR_TOKEN);
  });
  const received = world
    .requestsAbroad()
    .filter(({ path, headers }) => JSON.stringify([path, headers]).includes(TOKEN));
  const validators = sent.filter(({ url, headers }) => url.origin !== origin && headers['if-range'] !== undefined);
  return [
    ...[...leaked, ...received].map(() => 'the token was sent abroad'),
    ...astray.map(() => "the mirror's credential was sent elsewhere"),
    ...validators.map(() => "the instance's validator was sent abroad"),
  ];
}

/** After the fault, the same job must succeed, resume if it can, and leave only the file. */
async function recovery(world: World, { source }: Cell, second: Observed, left: Leftovers): Promise<string[]> {
  const problems = [...second.problems];
  if (!second.succeeded) problems.push(`afterwards: ${second.outcome}`);
  if (!isFile(source)) return problems;
  if (left.kind === 'partial' && second.outcome !== 'resumed')
    problems.push(`afterwards ${second.outcome}, not resumed`);
  if (left.kind === 'file' && second.sent.length > 0) problems.push('fetched again although it was complete');
  const after = await findLeftovers(world.directory);
  const isAside = left.kind === 'set aside' || left.kind === 'several things';
  const wanted = isAside ? ['several things'] : ['file'];
  if (!wanted.includes(after.kind)) problems.push(`afterwards on disk: ${after.text}`);
  const { count } = await world.engine.limiter.usedToday(world.base);
  if (count !== (world.mirror.isAlone ? 0 : 1)) problems.push(`counted ${count} in the end`);
  return [...problems, ...after.problems];
}
