'use strict';

const { homedir } = require('node:os');
const path = require('node:path');

/** As in the schema of the workspace file: never an option of the command line. */
const TOOL = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Reads what the workflow says. Everything ends up as one argument of a program, without a shell in between.
 *
 * @throws Error with a sentence for the log
 */
function readInputs(env) {
  const text = (name) => {
    const value = (env[`INPUT_${name}`] ?? '').trim();
    if (hasControls(value)) throw new Error(`The input ${name.toLowerCase()} must be one line.`);
    return value;
  };
  const flag = (name, fallback) => {
    const value = text(name) || fallback;
    if (value !== 'true' && value !== 'false')
      throw new Error(`The input ${name.toLowerCase()} must be true or false.`);
    return value === 'true';
  };
  const tools = listed(env.INPUT_TOOLS ?? '');
  for (const name of tools) if (!TOOL.test(name)) throw new Error(`${JSON.stringify(name)} is not a tool name.`);
  return {
    instances: listed(text('INSTANCE')),
    tools: [...new Set(tools)],
    cache: flag('CACHE', 'true'),
    mirrors: listed(text('MIRROR')),
    offline: flag('OFFLINE', 'false'),
    directory: path.resolve(env.GITHUB_WORKSPACE || '.', text('WORKING_DIRECTORY') || '.'),
  };
}

function listed(value) {
  return value.split(/[\s,]+/).filter((part) => part !== '');
}

function hasControls(value) {
  return [...value].some((character) => character < ' ' || character === '\u007f');
}

/** Where files and tools are, the same in every job, as the cache of the runner goes by the path. */
function cacheRoot(env) {
  const xdg = env.XDG_CACHE_HOME ?? '';
  return path.join(path.isAbsolute(xdg) ? xdg : path.join(homedir(), '.cache'), 'forgejo-artifacts');
}

module.exports = { cacheRoot, hasControls, readInputs };
