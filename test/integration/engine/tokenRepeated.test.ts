import assert from 'node:assert/strict';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { recordHops } from '../../../src/editor/diagnose/recordingTransport.ts';
import type { Hop } from '../../../src/editor/diagnose/recordingTransport.ts';
import { diagnosisReport } from '../../../src/editor/diagnose/diagnosisReport.ts';
import { createUndiciTransport } from '../../../src/engine/index.ts';
import { describeError } from '../../../src/words/describeError.ts';
import { readCaptures } from '../forge/captures.ts';
import { startServer } from '../../support/forge/loopback.ts';
import { makeAsset } from '../../support/makeAsset.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { makeEngine } from '../../support/testEngine.ts';

const TOKEN = 'ffffffffffffffffffffffffffffffffffffffff';
const SOURCE = { kind: 'release', owner: 'alice', repo: 'saw' } as const;

/** Forgejo 15's answer to an unknown token. */
function repeatingBody(): string {
  for (const { response } of readCaptures('v15.0.3')) {
    if (response.status === 401 && 'text' in response.body && response.body.text.includes(TOKEN))
      return response.body.text;
  }
  return assert.fail('no such answer was recorded');
}

describe('a token that the server repeats', () => {
  const directory = useTempDir();

  it('never reaches the disk, the log or a diagnosis report', async () => {
    const body = repeatingBody();
    const server = await startServer((_request, response) => {
      response.writeHead(401, { 'content-type': 'application/json' }).end(body);
    });
    const plain = createUndiciTransport();
    const hops: Hop[] = [];
    const made = await makeEngine(join(directory(), 'cache'), {
      transport: recordHops(plain, hops, () => Date.now()),
      token: () => Promise.resolve(TOKEN),
    });
    try {
      const instance = `${server.origin}/`;
      const { engine, log } = made;
      await assert.rejects(engine.version(instance, SOURCE, 'v1.0.0'));
      await assert.rejects(engine.obtain(makeAsset({ instance, source: SOURCE })));
      const problem = await engine
        .client(instance)
        .instanceInfo()
        .then(
          () => assert.fail('it answered'),
          (error: unknown) => describeError(error).message,
        );
      const { tokenFinding: finding } = engine.client(instance);
      const about = { versions: '', proxy: '', tokenSource: '', info: undefined, certificates: undefined };
      const mirrors = { mirrors: [], mirrorsOnly: false };
      const report = diagnosisReport({ ...about, ...mirrors, instance, problem, finding, hops });
      assert.match(report, /401/);
      assert.ok(!report.includes(TOKEN));
      assert.ok(!JSON.stringify([log, hops]).includes(TOKEN));
    } finally {
      await made[Symbol.asyncDispose]();
      await plain.close();
      await server.close();
    }
    for (const name of await readdir(directory(), { recursive: true })) {
      const path = join(directory(), name);
      if ((await stat(path)).isFile()) assert.ok(!(await readFile(path)).includes(TOKEN), name);
    }
  });
});
