import assert from 'node:assert/strict';
import { wanted } from '../bench.ts';
import type { Row, Setting } from '../bench.ts';
import { isThere } from '../contenders/programs.ts';
import { absent, against, within } from '../result.ts';
import { alternate } from '../rounds.ts';
import type { Entry } from '../rounds.ts';

const MEBIBYTE = 1024 ** 2;
const size = (bytes: number): string => `${bytes / MEBIBYTE} MiB`;

function oneLarge({ sizes, url }: Setting) {
  return { url, concurrent: 1, files: wanted(1, sizes.largeBytes) };
}

export const server: Row = {
  name: 'server',
  run: async (setting) => {
    const params = oneLarge(setting);
    const { drain } = await alternate({ drain: { contender: 'drain', params } }, { ...setting, ...setting.sizes });
    const mebibytes = setting.sizes.largeBytes / MEBIBYTE;
    const value = mebibytes / (drain.ms / 1000);
    return [within({ name: 'the server alone', value, unit: 'MiB/s' }, undefined)];
  },
};

export const large: Row = {
  name: 'large',
  run: async (setting) => {
    const params = oneLarge(setting);
    const found = await alternate(
      {
        ours: { contender: 'ours', params },
        cacache: { contender: 'cacacheStream', params },
        curl: { contender: 'curl', params },
        naive: { contender: 'naive', params },
        floor: { contender: 'floor', params },
      },
      { ...setting, ...setting.sizes },
    );
    const name = `${size(setting.sizes.largeBytes)}, cold, verified, fsynced`;
    const figures = { name, value: found.ours.ms, unit: 'ms' };
    return [
      against(figures, ['cacache put.stream, fsynced', found.cacache.ms], 0.8),
      against(figures, ['cacache put.stream as it is', found.cacache['asIsMs'] ?? NaN], undefined),
      against(figures, ['curl, sha256sum, fsync', found.curl.ms], 0.75),
      against(figures, ['curl, sha256sum', found.curl['asIsMs'] ?? NaN], undefined),
      against(figures, ['naive pipeline, not fsynced', found.naive.ms], undefined),
      against(figures, ['the floor: undici to nowhere, hashing', found.floor.ms], 1.25),
    ];
  },
};

export const small: Row = {
  name: 'small',
  run: async (setting) => {
    const count = setting.sizes.smallFiles;
    const params = { url: setting.url, concurrent: 4, files: wanted(count, 64 * 1024) };
    const options = { ...setting, ...setting.sizes };
    const entries: Record<string, Entry> = {
      ours: { contender: 'ours', params },
      cacache: { contender: 'cacachePut', params },
    };
    if (await isThere('aria2c')) entries['aria2'] = { contender: 'aria2', params };
    const { ours, cacache, aria2 } = await alternate(entries, options);
    assert.ok(ours && cacache);
    const figures = { name: `${count} files of 64 KiB, 4 at once`, value: ours.ms, unit: 'ms' };
    return [
      against(figures, ['cacache put, fsynced', cacache.ms], 1),
      against(figures, ['cacache put as it is', cacache['asIsMs'] ?? NaN], undefined),
      aria2 ? against(figures, ['aria2c', aria2.ms], 0.8) : absent(figures, 'aria2c', 'aria2c is not on the PATH'),
    ];
  },
};

export const resume: Row = {
  name: 'resume',
  run: async (setting) => {
    const params = oneLarge(setting);
    const found = await alternate(
      { half: { contender: 'oursResumed', params }, whole: { contender: 'ours', params } },
      { ...setting, ...setting.sizes },
    );
    const figures = { name: `resume at 50 % of ${size(setting.sizes.largeBytes)}`, value: found.half.ms, unit: 'ms' };
    return [against(figures, ['the same from zero', found.whole.ms], 0.75)];
  },
};

export const verify: Row = {
  name: 'verify',
  run: async (setting) => {
    const params = oneLarge(setting);
    const found = await alternate(
      {
        ours: { contender: 'oursVerified', params },
        sha256sum: { contender: 'sha256sum', params },
        openssl: { contender: 'openssl', params },
      },
      { ...setting, ...setting.sizes },
    );
    const figures = { name: `verify ${size(setting.sizes.largeBytes)} again`, value: found.ours.ms, unit: 'ms' };
    const isBetter = found.sha256sum.ms <= found.openssl.ms;
    return [
      against(figures, ['sha256sum', found.sha256sum.ms], isBetter ? 1.1 : undefined),
      against(figures, ['openssl dgst -sha256', found.openssl.ms], isBetter ? undefined : 1.1),
    ];
  },
};

export const flatOut: Row = {
  name: 'flatOut',
  run: async (setting) => {
    const params = { url: setting.url, concurrent: 4, files: wanted(4, setting.sizes.largeBytes) };
    const found = await alternate(
      { ours: { contender: 'ours', params }, naive: { contender: 'naive', params } },
      { ...setting, ...setting.sizes },
    );
    const { ours, naive } = found;
    const what = `4 x ${size(setting.sizes.largeBytes)} at once`;
    const memory = { name: `memory above idle, ${what}`, value: ours.peakBytes / MEBIBYTE, unit: 'MiB' };
    return [
      against(
        { name: `time, ${what}`, value: ours.ms, unit: 'ms' },
        ['naive pipeline, not fsynced', naive.ms],
        undefined,
      ),
      against(
        { name: `event-loop delay p99, ${what}`, value: ours.loopP99Ms, unit: 'ms' },
        ['naive pipeline', naive.loopP99Ms],
        1,
      ),
      within({ name: `longest stall, ${what}`, value: ours.loopMaxMs, unit: 'ms' }, 30),
      within(memory, 64),
      against(memory, ['naive pipeline', naive.peakBytes / MEBIBYTE], undefined),
    ];
  },
};
