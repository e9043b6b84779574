import assert from 'node:assert/strict';
import { inspectionText } from '../../../../src/editor/documents/inspectionText.ts';
import type { InspectReport } from '../../../../src/engine/index.ts';
import { because } from '../../../../src/engine/fitReason.ts';

const NOTHING = { signatures: [], checksums: [] };
const REPORT: InspectReport = {
  instance: 'https://git.example.org/',
  source: { kind: 'release', owner: 'tools', repo: 'saw' },
  version: 'v1.4.0',
  platforms: [
    {
      platform: 'linux-x64',
      match: 'pick',
      file: 'saw-*x64*.zip',
      reasons: [because('os', 'Linux'), because('archs', 'x64')],
      assumptions: [],
      candidates: [],
    },
    { platform: 'win32-x64', match: 'none', reasons: [], assumptions: [], candidates: [] },
    { platform: 'win32-arm64', match: 'none', reasons: [], assumptions: [], candidates: [] },
  ],
  files: [
    {
      name: 'saw-*x64*.zip',
      sizeBytes: 2048,
      platforms: ['linux-x64'],
      kind: 'none',
      isProven: false,
      findings: NOTHING,
      unchecked: [{ file: 'saw-*x64*.zip.minisig', scheme: 'minisign' }],
    },
  ],
  omitted: 0,
  gaps: [{ kind: 'noDigest', files: ['saw-*x64*.zip'], list: "SUMS'`$(id)`" }],
  read: ['saw-*x64*.zip.minisig'],
  downloaded: [],
};

describe('inspectionText', () => {
  it('lists gaps, then the picks for platforms, then the evidence for each file', () => {
    const lines = inspectionText(REPORT).split('\n');
    const headings = lines.filter((line) => line.startsWith('#'));
    assert.deepEqual(headings, ['# tools/saw v1\\.4\\.0', '## What is missing', '## Platforms', '## Files']);
    assert.ok(lines.includes('1 checksum or signature file read, 0 files downloaded.'));
    assert.ok(lines.some((line) => /^- win32\\-x64, win32\\-arm64\\: no file$/.test(line)));
    assert.ok(lines.some((line) => line.includes('unverified, or signed')));
  });

  it('lets no name become markup, and quotes it for the shell', () => {
    const text = inspectionText(REPORT);
    assert.ok(text.includes('- **saw\\-\\*x64\\*\\.zip · 2'));
    assert.ok(text.includes(`sha256sum -- 'saw-*x64*.zip' >> 'SUMS'\\''`));
  });

  it('says if nothing is missing', () => {
    assert.match(inspectionText({ ...REPORT, gaps: [] }), /## What is missing\n\nNothing\.\n/);
  });
});
