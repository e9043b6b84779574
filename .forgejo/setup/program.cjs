'use strict';

const { execFileSync, spawn } = require('node:child_process');
const { cpSync, existsSync, mkdtempSync, readdirSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

/** What the command line needs. */
const NEEDED = [22, 19];

const FROM_REGISTRY = ['ci', '--omit=dev', '--omit=peer', '--ignore-scripts', '--no-audit', '--no-fund'];

/**
 * The command line as a program and its first arguments. A release has it ready. A checkout has its sources, and the digests
 * of the few libraries that they need, so that the commit in `uses:` says what runs, down to the last byte.
 *
 * @throws Error with a sentence for the log
 */
function findProgram(env) {
  const node = findNode(env);
  const ready = path.join(__dirname, 'cli', 'cli.cjs');
  return existsSync(ready) ? [node, ready] : [node, '--disable-warning=ExperimentalWarning', fromSources(env)];
}

/** A copy, as runners share a checkout between jobs. */
function fromSources(env) {
  const root = path.resolve(__dirname, '..', '..');
  const copy = mkdtempSync(path.join(env.RUNNER_TEMP || tmpdir(), 'forgejo-artifacts-'));
  for (const name of ['package.json', 'package-lock.json', '.npmrc', 'src']) {
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  }
  const shell = process.platform === 'win32';
  execFileSync('npm', FROM_REGISTRY, { cwd: copy, shell, stdio: ['ignore', 'ignore', 'pipe'] });
  return path.join(copy, 'src', 'cli', 'main.ts');
}

/** The Node that runs this if it is new enough, else the newest one in the tool cache. */
function findNode(env) {
  if (isEnough(process.versions.node)) return process.execPath;
  const [found] = toolCache(env)
    .filter(({ version }) => isEnough(version))
    .sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }));
  if (found) return found.file;
  const words = `The action needs Node ${NEEDED.join('.')} or newer; the PATH has ${process.versions.node}.`;
  throw new Error(`${words} Use an image with it, such as node:24, or actions/setup-node in an earlier step.`);
}

function toolCache({ RUNNER_TOOL_CACHE: cache }) {
  const root = path.join(cache || '/opt/hostedtoolcache', 'node');
  const program = process.platform === 'win32' ? ['node.exe'] : ['bin', 'node'];
  const versions = existsSync(root) ? readdirSync(root) : [];
  return versions
    .map((version) => ({ version, file: path.join(root, version, process.arch, ...program) }))
    .filter(({ file }) => existsSync(file));
}

function isEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

/** Runs a program, hands its words to `relay`, and gives its answer and exit code. A stopped job stops it. */
function runProgram([file, ...first], args, relay) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...first, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
    let answer = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (answer += text));
    child.stderr.setEncoding('utf8').on('data', relay);
    child.once('error', reject);
    child.once('close', (code) => resolve({ answer, code: code ?? 1 }));
  });
}

module.exports = { findProgram, runProgram };
