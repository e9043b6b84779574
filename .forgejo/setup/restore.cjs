'use strict';

const { cacheRoot, readInputs } = require('./inputs.cjs');
const { findProgram, runProgram } = require('./program.cjs');
const { addPath, fail, maskTokens, setOutput, withoutCommands } = require('./runner.cjs');

/** The step that restores: runs the command line, and tells the runner about the tools. */
main().catch((error) => fail(error.message));

async function main() {
  maskTokens(process.env);
  const args = toArguments(readInputs(process.env));
  const program = findProgram(process.env);
  const { code, answer } = await withoutCommands(async (relay) => {
    const ended = await runProgram(program, args, relay);
    const parsed = parse(ended.answer);
    for (const tool of parsed.tools ?? []) if (tool.ok) relay(`${tool.name} ${tool.version}\n`);
    return { code: ended.code, answer: parsed };
  });
  if (code !== 0) return fail(reasonOf(answer), code);
  addPath(answer.binDirectory);
  setOutput('path', answer.binDirectory);
  setOutput('complete', 'true');
}

function toArguments({ directory, instances, mirrors, offline, tools }) {
  const args = ['--json', '-C', directory, '--cache', cacheRoot(process.env), 'restore', '--frozen'];
  for (const address of instances) args.push(`--instance=${address}`);
  for (const address of mirrors) args.push(`--mirror=${address}`);
  if (offline) args.push('--offline');
  return [...args, ...tools];
}

/** A program that died has no answer; what it wrote is in the log. */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function reasonOf({ error, tools = [] }) {
  const failed = tools.filter(({ ok }) => !ok).map((tool) => `${tool.name}: ${tool.error.message}`);
  return error?.message ?? (failed.join('\n') || 'The tools could not be restored.');
}
