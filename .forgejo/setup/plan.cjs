'use strict';

const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { cacheRoot, readInputs } = require('./inputs.cjs');
const { fail, setOutput } = require('./runner.cjs');

const LOCK = 'forgejo-artifacts.lock.json';

/** The first step: under which key the runner keeps what the lock needs on this platform, and where it is. */
try {
  const { cache, directory, tools } = readInputs(process.env);
  const hash = createHash('sha256').update(readLock(directory)).update('\0').update(tools.join(' '));
  setOutput('cache', String(cache));
  setOutput('key', `forgejo-artifacts-${platform()}-${hash.digest('hex')}`);
  // The files and what is known of them. Each is hashed again before it is used, so nothing is believed because of the cache;
  // what was unpacked from them is not kept.
  setOutput('directory', path.join(cacheRoot(process.env), 'cache-v1'));
} catch (error) {
  fail(error.message);
}

function readLock(directory) {
  try {
    return readFileSync(path.join(directory, LOCK));
  } catch (error) {
    const words = `${LOCK} cannot be read in ${directory} (${error.code}). Is the repository checked out?`;
    throw new Error(words, { cause: error });
  }
}

function platform() {
  const { platform, arch, report } = process;
  if (platform !== 'linux') return `${platform}-${arch}`;
  return `${platform}-${arch}-${report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'}`;
}
