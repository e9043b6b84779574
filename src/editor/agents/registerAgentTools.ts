import * as vscode from 'vscode';
import { AGENT_TOOLS } from '../ids.ts';
import { isCancelled } from '../../words/describeError.ts';
import type { Services } from '../services.ts';
import { harmlessMarkdown } from '../ui/tooltip.ts';
import { failureText } from './agentText.ts';
import { findArtifact } from './findArtifact.ts';
import { GetArtifact } from './getArtifact.ts';

/** Tools for language models, in editors that have such. */
export function registerAgentTools(services: Services): vscode.Disposable {
  // Editors that are built from the same sources may leave it out.
  const { lm } = vscode as { readonly lm?: typeof vscode.lm };
  if (typeof lm?.registerTool !== 'function') return vscode.Disposable.from();
  const artifact = new GetArtifact(services);
  return vscode.Disposable.from(
    lm.registerTool<object>(AGENT_TOOLS.findArtifact, {
      prepareInvocation: () => ({ invocationMessage: 'Looking for artifacts' }),
      invoke: ({ input }, token) => answer(services, token, (signal) => findArtifact(services, input, signal)),
    }),
    lm.registerTool<object>(AGENT_TOOLS.getArtifact, {
      prepareInvocation: async ({ input }, token) => {
        const { title, message } = await confirmation(artifact, input, token);
        return {
          invocationMessage: 'Downloading and verifying',
          confirmationMessages: { title, message: harmlessMarkdown(message) },
        };
      },
      invoke: ({ input }, token) => answer(services, token, (signal) => artifact.get(input, signal)),
    }),
  );
}

/** Where nothing can be shown of the file, that is said; the same failure is then the model's answer. */
async function confirmation(
  artifact: GetArtifact,
  input: unknown,
  token: vscode.CancellationToken,
): ReturnType<GetArtifact['confirmation']> {
  try {
    return await artifact.confirmation(input, signalOf(token));
  } catch (error) {
    if (isCancelled(error)) throw error;
    return { title: 'Download a file?', message: 'What it is could not be looked up, so it will most likely fail.' };
  }
}

async function answer(
  { errors }: Services,
  token: vscode.CancellationToken,
  work: (signal: AbortSignal) => Promise<string>,
): Promise<vscode.LanguageModelToolResult> {
  const say = (text: string): vscode.LanguageModelToolResult =>
    new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
  try {
    return say(await work(signalOf(token)));
  } catch (error) {
    if (isCancelled(error)) throw new vscode.CancellationError();
    errors.note(error);
    return say(failureText(error));
  }
}

function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort(new vscode.CancellationError());
  token.onCancellationRequested(() => controller.abort(new vscode.CancellationError()));
  return controller.signal;
}
