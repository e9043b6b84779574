'use strict';

const { randomUUID } = require('node:crypto');
const { appendFileSync } = require('node:fs');
const { hasControls } = require('./inputs.cjs');

/** How a step talks to the runner. Forgejo's sets all variables under GitHub's names, too. */

/** The form with a delimiter that nobody can know, so that no value can end itself and begin another. */
function setOutput(name, value) {
  const delimiter = `end_${randomUUID()}`;
  appendFileSync(fileOf('GITHUB_OUTPUT'), `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}

/** Puts a directory on the PATH of the steps that follow. The file has no form for a path of several lines. */
function addPath(directory) {
  if (hasControls(directory)) throw new Error('The directory of the tools has a line break in its path.');
  appendFileSync(fileOf('GITHUB_PATH'), `${directory}\n`);
}

function fileOf(name) {
  const file = process.env[name];
  if (!file) throw new Error(`${name} is not set: this runs as a step of a job only.`);
  return file;
}

/** Has the runner hide every token that the job handed over, whether or not it is a secret of the repository. */
function maskTokens(env) {
  for (const [name, value = ''] of Object.entries(env)) {
    if (!/^FORGEJO_ARTIFACTS_.*(?:TOKEN|PASSWORD)/.test(name)) continue;
    for (const line of value.split(/[\r\n]+/)) if (line !== '') say(`::add-mask::${escape(line)}`);
  }
}

/** Ends the step. */
function fail(message, exitCode = 1) {
  say(`::error title=forgejo-artifacts::${escape(message)}`);
  process.exitCode = exitCode;
}

/**
 * Runs something whose output the runner takes as plain text: names and messages of servers are in it, and a line of theirs
 * that begins with `::` would be a command to the runner. All of it goes to one stream, so that nothing overtakes the end.
 */
async function withoutCommands(run) {
  const resume = randomUUID();
  let end = '\n';
  const relay = (text) => {
    if (text === '') return;
    process.stdout.write(text);
    end = text.slice(-1);
  };
  say(`::stop-commands::${resume}`);
  try {
    return await run(relay);
  } finally {
    say(`${end === '\n' ? '' : '\n'}::${resume}::`);
  }
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function escape(text) {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

module.exports = { addPath, fail, maskTokens, setOutput, withoutCommands };
