import { json } from 'node:stream/consumers';
import { CONTENDERS } from './contenders/all.ts';
import type { Params } from './contenders/contender.ts';
import { measure } from './meter.ts';

/**
 * Does one run in a process of its own. Call it as `contender.ts NAME`, with the parameters as JSON on standard input,
 * because they may be too long for an argument. Prints one line of JSON. Only the work itself is timed.
 */
const [name = ''] = process.argv.slice(2);
const prepare = CONTENDERS[name];
if (!prepare) throw new Error(`no contender ${name}; there are ${Object.keys(CONTENDERS).join(', ')}`);
const { work, close } = await prepare((await json(process.stdin)) as Params);
const measures = await measure(work);
console.log(JSON.stringify(measures));
await close?.();
