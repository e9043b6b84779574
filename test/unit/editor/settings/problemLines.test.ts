import assert from 'node:assert/strict';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { logProblems } from '../../../../src/editor/settings/problemLines.ts';
import { MemoryConfiguration, settingsOver } from '../../../support/memoryConfiguration.ts';

const MIRRORS_ONLY = 'forgejoArtifacts.mirrorsOnly must be true or false; until then no instance is contacted.';

describe('the log', () => {
  it('names each unusable setting once, and again when it appears again or changes', () => {
    const configuration = new MemoryConfiguration();
    const lines: string[] = [];
    configuration.type(SETTINGS.mirrorsOnly, 'yes');
    const following = logProblems(settingsOver(configuration), { warn: (line) => void lines.push(line) });
    assert.deepEqual(lines.splice(0), [MIRRORS_ONLY]);
    configuration.type(SETTINGS.fileNames, 'full');
    assert.deepEqual(lines.splice(0), []);
    configuration.type(SETTINGS.fileNames, 'Full');
    assert.deepEqual(lines.splice(0), ['forgejoArtifacts.view.fileNames must be "platform" or "full".']);
    configuration.type(SETTINGS.mirrorsOnly, true);
    configuration.type(SETTINGS.mirrorsOnly, 'yes');
    assert.deepEqual(lines.splice(0), [MIRRORS_ONLY]);
    following.dispose();
    configuration.type(SETTINGS.addToPath, 'yes');
    assert.deepEqual(lines, []);
  });

  it('never gets a password or a token from a setting', () => {
    const configuration = new MemoryConfiguration();
    const lines: string[] = [];
    const token = '0123456789abcdef0123456789abcdef01234567';
    const hostile = [`https://me:${token}@a.example`, `me:pa/ss@a.example`, `https://a.example/?t=pa/ss`, token];
    const word = Object.fromEntries(hostile.map((text) => [text, text]));
    const values: Readonly<Record<string, unknown>> = {
      [SETTINGS.requireByPlace]: word,
      [SETTINGS.mirrors]: hostile,
      [SETTINGS.networkAllowedHosts]: hostile,
      [SETTINGS.trustedKeys]: hostile.map((text) => ({ instance: text, owner: text, key: text })),
      [SETTINGS.instances]: [...hostile, ...hostile.map((text) => ({ url: 'b.example', name: text, token: text }))],
    };
    for (const [key, value] of Object.entries(values)) configuration.type(key, value);
    for (const key of Object.values(SETTINGS)) if (!(key in values)) configuration.type(key, hostile[0]);
    logProblems(settingsOver(configuration), { warn: (line) => void lines.push(line) }).dispose();
    assert.ok(lines.length > 20);
    for (const line of lines) assert.doesNotMatch(line, new RegExp(`${token}|pa/ss`));
  });
});
