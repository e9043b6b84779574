import type { WorkspaceError } from './workspaceError.ts';
import type { Description } from './describeError.ts';
import { enumerate, plain } from './format.ts';

/** What the open workspace has not, and what to do about it. */
export function describeWorkspace({ fault }: WorkspaceError): Description {
  switch (fault.reason) {
    case 'untrusted':
      return { message: 'This workspace is not trusted, so its tools are left alone.', remedy: 'manageTrust' };
    case 'noFolder':
      return { message: 'No local folder is open. Open the one with the tools.', remedy: 'openFolder' };
    case 'noProject':
      return { message: 'There is no forgejo-artifacts.json here. Add a tool to create one.', remedy: 'addTool' };
    case 'noLock':
      return { message: 'There is no forgejo-artifacts.lock.json here, so nothing is locked.', remedy: 'addTool' };
    case 'noMachine':
      return {
        message: "Could not detect this machine's platform, so no file can be picked for it.",
        remedy: 'showLog',
      };
    case 'unsaved': {
      const message = `${plain(fault.file, 80)} has edits that could not be saved, so nothing was changed. Save the file or undo the edits, and try again.`;
      return { message, remedy: 'retry' };
    }
    case 'noTool':
      return { message: `No ${plain(fault.tool, 80)} is locked here.${there(fault.available)}`, remedy: 'addTool' };
    case 'noExecutable': {
      const message = `${plain(fault.tool, 80)} has no such program.${there(fault.available)}`;
      return { message, remedy: 'showLog' };
    }
  }
}

function there(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => plain(name, 60));
  return shown.length > 0 ? ` There is ${enumerate(shown, 'and')}.` : '';
}
