import assert from 'node:assert/strict';
import { CliError } from '../../../src/cli/cliError.ts';
import { pickAsset } from '../../../src/cli/pickAsset.ts';
import { MACHINES } from '../../support/machines.ts';
import { makeVersion } from '../../support/projectRig.ts';

const MACHINE = MACHINES['linux-x64-gnu'];

function failureOf(names: readonly string[], named?: string): CliError {
  try {
    pickAsset(makeVersion('v1.0.0', names), MACHINE, named);
  } catch (error) {
    assert.ok(error instanceof CliError);
    return error;
  }
  return assert.fail('something was picked');
}

describe('the pick of a file to install', () => {
  it('is the one for the machine, with the reason', () => {
    const version = makeVersion('v1.0.0', ['saw-linux-x64.tar.gz', 'saw-darwin-x64.tar.gz']);
    const { asset, reason } = pickAsset(version, MACHINE, undefined);
    assert.equal(asset.name, 'saw-linux-x64.tar.gz');
    assert.match(reason, /\w/);
    const named = pickAsset(version, MACHINE, 'saw-darwin-x64.tar.gz');
    assert.deepEqual([named.asset.name, named.reason], ['saw-darwin-x64.tar.gz', '']);
  });

  it('lists the candidates and the option that decides when the choice is ambiguous', () => {
    const error = failureOf(['hammer-linux-x64.tar.gz', 'drill-linux-x64.tar.gz']);
    assert.equal(error.code, 'ambiguous');
    assert.match(error.message, /--asset: .*hammer-linux-x64.tar.gz/);
    const names = (error.facts['candidates'] as readonly { readonly name: string }[]).map(({ name }) => name);
    assert.deepEqual([...names].sort(), ['drill-linux-x64.tar.gz', 'hammer-linux-x64.tar.gz']);
  });

  it('fails if no file runs here, none has the name, or several have it', () => {
    for (const error of [
      failureOf(['saw-darwin-x64.tar.gz', 'saw-windows-x64.zip']),
      failureOf(['saw-linux-x64.tar.gz'], 'saw.zip'),
      failureOf(['saw.zip', 'saw.zip'], 'saw.zip'),
    ]) {
      assert.equal(error.code, 'noFile');
      assert.match(error.message, /(?:Choose one with --asset|Available): saw/);
    }
  });
});
