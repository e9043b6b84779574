import assert from 'node:assert/strict';
import { useToolRig } from '../../../support/toolRig.ts';
import '../../../support/vscode/useVscodeStub.ts';

describe('Diagnose Connection', () => {
  const rig = useToolRig();

  it('gives the server the same name as downloads, because firewalls and proxies go by it', async () => {
    const { diagnoseConnection } = await import('../../../../src/editor/commands/diagnoseConnection.ts');
    const { services, forge } = rig();
    await diagnoseConnection(services, forge.url);
    const names = new Set(forge.requests.map(({ headers }) => headers['user-agent']));
    assert.deepEqual([...names], [services.engine.userAgent]);
  });
});
