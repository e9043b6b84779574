import { parseArgs } from 'node:util';
import type { Score } from './scorer.ts';
import { SCORERS } from './scorers.ts';

/**
 * `npm run corpus -- DIR` scores every corpus in the folder and prints each wrong case with its result. With `--json` it
 * prints one object, `{corpus: {right, wrong, uncertain, cases: [{id, got}]}}`. Exit code 1: a case is wrong; 2: there is no
 * corpus.
 */
async function main(dir: string, json: boolean): Promise<number> {
  const scores: Record<string, Score> = {};
  for (const { name, detect, score } of SCORERS) {
    if (!(await detect(dir))) continue;
    scores[name] = await score(dir);
    if (!json) console.log(text(name, scores[name]));
  }
  if (json) console.log(JSON.stringify(Object.fromEntries(Object.entries(scores).map(plain)), undefined, 1));
  const all = Object.values(scores);
  if (all.length === 0) {
    console.error(`no corpus in ${dir}; known are ${SCORERS.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  return all.some(({ wrong }) => wrong > 0) ? 1 : 0;
}

/** A case is printed as its id and result; its score is part of the counts. */
function plain([name, score]: [string, Score]): [string, unknown] {
  return [name, { ...score, cases: score.cases.map(({ id, got }) => ({ id, got })) }];
}

function text(name: string, { right, wrong, uncertain, cases }: Score): string {
  const rows = cases
    .filter(({ outcome }) => outcome === 'wrong')
    .map(({ id, got, expected }) => `  ${id}: ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`);
  return [`${name}: ${right} right, ${wrong} wrong, ${uncertain} uncertain`, ...rows].join('\n');
}

const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true });
const [dir] = positionals;
if (dir === undefined || positionals.length > 1) {
  console.error('npm run corpus -- DIR [--json]');
  process.exitCode = 2;
} else {
  process.exitCode = await main(dir, values.json ?? false);
}
