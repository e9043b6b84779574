import { EngineError, isEngineError } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { continues, mayContinue } from './assetBody.ts';
import type { Home, Range } from './assetBody.ts';

export type Ask = (range: Range | undefined) => Promise<Exchange>;

/** Any odd partial response (another range, another file, 416) leads to one request for the whole file. */
export async function askForRest(ask: Ask, home: Home, range: Range | undefined): Promise<Exchange> {
  if (!range || !mayContinue(range, home.immutable)) return wholeOnly(await ask(undefined));
  const answer = await ask(range).catch((error: unknown) => {
    if (isEngineError(error, 'server') && error.facts.status === 416) return undefined;
    throw error;
  });
  if (answer && answer.status !== 206) return wholeOnly(answer);
  if (answer && continues(answer, home, range)) return answer;
  answer?.discard();
  return wholeOnly(await ask(undefined));
}

function wholeOnly(answer: Exchange): Exchange {
  if (answer.status === 200) return answer;
  answer.discard();
  const { host } = answer.url;
  throw new EngineError('badBody', `${host} answered ${answer.status} to a plain request`, { host, rule: 'range' });
}
