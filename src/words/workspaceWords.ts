import type { WorkspaceError } from './workspaceError.ts';
import type { Description } from './describeError.ts';
import { plain } from './format.ts';
import { availableSentence } from './projectWords.ts';
import { t } from './translate.ts';

/** What the open workspace lacks, and how to fix it. */
export function describeWorkspace({ fault }: WorkspaceError): Description {
  switch (fault.reason) {
    case 'untrusted':
      return { message: t('This workspace is not trusted, so its tools are left alone.'), remedy: 'manageTrust' };
    case 'noFolder':
      return { message: t('No local folder is open. Open the one with the tools.'), remedy: 'openFolder' };
    case 'noProject':
      return { message: t('There is no forgejo-artifacts.json here. Add a tool to create one.'), remedy: 'addTool' };
    case 'noLock':
      return { message: t('There is no forgejo-artifacts.lock.json here, so nothing is locked.'), remedy: 'addTool' };
    case 'emptyLock':
      return { message: t('forgejo-artifacts.lock.json lists no tools.'), remedy: 'addTool' };
    case 'noMachine': {
      const message = t("Could not detect this machine's platform, so no file can be picked for it.");
      return { message, remedy: 'showLog' };
    }
    case 'notOpen': {
      const message = t('{0} is not an open folder, so it is left alone.', plain(fault.folder, 80));
      return { message, remedy: 'openFolder' };
    }
    case 'severalFolders': {
      const problem = t(
        'Several open folders have a lock. Pass the path of one of them as "folder", or run the task of that folder.',
      );
      return { message: [problem, ...availableSentence(fault.folders)].join(' '), remedy: 'showLog' };
    }
    case 'unsaved': {
      const message = t(
        '{0} has edits that could not be saved, so nothing was changed. Save the file or undo the edits, and try again.',
        plain(fault.file, 80),
      );
      return { message, remedy: 'retry' };
    }
    case 'noTool': {
      const problem = t('The lock has no {0}.', plain(fault.tool, 80));
      return { message: [problem, ...availableSentence(fault.available)].join(' '), remedy: 'addTool' };
    }
    case 'noExecutable': {
      const problem = t('{0} has no program called {1}.', plain(fault.tool, 80), plain(fault.executable, 80));
      return { message: [problem, ...availableSentence(fault.available)].join(' '), remedy: 'showLog' };
    }
  }
}
