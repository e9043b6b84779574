import * as vscode from 'vscode';
import { setTranslator } from '../../words/translate.ts';

/** Imported first by `start.ts` and `extension.ts`: the editor has read the translations before it loads the extension. */
setTranslator(vscode.l10n.t, vscode.env.language);
