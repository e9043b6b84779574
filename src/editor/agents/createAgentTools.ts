import * as vscode from 'vscode';
import { AGENT_TOOLS } from '../ids.ts';
import { isCancelled } from '../../words/describeError.ts';
import type { Services } from '../services.ts';
import type { LoadedExtension } from '../loadedExtension.ts';
import { harmlessMarkdown } from '../ui/tooltip.ts';
import { Agreements } from './agreements.ts';
import { failureText } from './agentText.ts';
import type { Confirmation } from './agentText.ts';
import { findArtifact } from './findArtifact.ts';
import { GetArtifact } from './getArtifact.ts';
import { t } from '../../words/translate.ts';

/** Returns the tools for language models, by name. */
export function createAgentTools(services: Services): LoadedExtension['agentTools'] {
  const agreements = new Agreements(services);
  const artifact = new GetArtifact(services);
  return {
    [AGENT_TOOLS.findArtifact]: {
      prepareInvocation: async ({ input }) => ({
        invocationMessage: t('Looking for artifacts'),
        // The call itself reports what is wrong with the input.
        ...asked(await agreements.question(input).catch(() => undefined)),
      }),
      invoke: ({ input }, token) =>
        answer(services, token, async (signal) => {
          await agreements.demand(input);
          return findArtifact(services, input, signal);
        }),
    },
    [AGENT_TOOLS.getArtifact]: {
      prepareInvocation: async ({ input }, token) => ({
        invocationMessage: t('Downloading and verifying'),
        ...asked(await confirmation(artifact, input, token)),
      }),
      invoke: ({ input }, token) => answer(services, token, (signal) => artifact.get(input, signal)),
    },
  };
}

function asked(question: Confirmation | undefined): Pick<vscode.PreparedToolInvocation, 'confirmationMessages'> {
  if (!question) return {};
  return { confirmationMessages: { title: question.title, message: harmlessMarkdown(question.message) } };
}

const COULD_NOT_LOOK = t(
  'The file could not be looked up, so the download will probably fail. The language model is told why and which files are available.',
);

/** If the file cannot be looked up, the question says so; the model then gets the same failure. */
async function confirmation(
  artifact: GetArtifact,
  input: unknown,
  token: vscode.CancellationToken,
): ReturnType<GetArtifact['confirmation']> {
  try {
    return await artifact.confirmation(input, signalOf(token));
  } catch (error) {
    if (isCancelled(error)) throw error;
    return { title: t('Download a file?'), message: COULD_NOT_LOOK };
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
