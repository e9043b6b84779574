import assert from 'node:assert/strict';
import { assetText } from '../../../../src/editor/documents/detailsText.ts';
import { exactSize } from '../../../../src/words/format.ts';
import { HOSTILE, assertHarmless } from '../../../support/hostileText.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { makeRecord } from '../../../support/records.ts';
import { makePartial } from '../../../support/partialDownload.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const NOT_HERE = { record: undefined, partial: undefined };

describe('exactSize', () => {
  it('gives readable and exact sizes', () => assert.equal(exactSize(19_088_743), '18.2 MB (19,088,743 bytes)'));
});

describe('the details of a file', () => {
  it('puts long digests on lines of their own', () => {
    const shown = assetText(makeAsset({ digests: { sha256: A, sha512: A + A } }), 'Demo', {
      record: makeRecord({ sha256: B }),
      partial: undefined,
    });
    for (const digest of [A, A + A, B]) assert.match(shown, new RegExp(`^  \`${digest}\`$`, 'm'));
    assert.doesNotMatch(shown, /^\|/m);
  });

  it('shows how much of it a stopped download received', () => {
    const big = makeAsset({ name: 'big.zip', sizeBytes: 4096 });
    const here = { record: undefined, partial: makePartial({ asset: big, receivedBytes: 1024 }) };
    assert.match(assetText(big, 'Demo', here), /^- On this machine: partial, 1\.0 of 4\.0 KB$/m);
  });

  it('shows hostile names as text', () => {
    const here = { record: makeRecord({ name: HOSTILE }), partial: undefined };
    assertHarmless(assetText(makeAsset({ name: HOSTILE, version: HOSTILE }), HOSTILE, here));
  });

  it('shows the address of an external file without a link, even an invalid one', () => {
    const external = makeAsset({ storage: 'external', externalUrl: 'https://evil.example/x' });
    assert.match(assetText(external, 'Demo', NOT_HERE), /https\\:\/\/evil\\.example\/x/);
    assert.match(
      assetText({ ...external, externalUrl: 'javascript:x' }, 'Demo', NOT_HERE),
      /cannot be written as a web address/,
    );
  });
});
