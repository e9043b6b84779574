import type { SourceFile } from './rooms.ts';

/** Members of `vscode` that code outside `editor/ui` may use, because they show no text. */
const SILENT_MEMBERS = new Set([
  'CancellationError',
  'CancellationToken',
  'ConfigurationTarget',
  'Disposable',
  'EnvironmentVariableCollection',
  'Extension',
  'Event',
  'EventEmitter',
  'ExtensionContext',
  'GlobalEnvironmentVariableCollection',
  'LanguageModelTool',
  'Memento',
  'Position',
  'Range',
  'RelativePattern',
  'SecretStorage',
  'TaskProvider',
  'TextDocument',
  'TextDocumentContentProvider',
  'TreeDataProvider',
  'TreeItem',
  'UIKind',
  'Uri',
  'ViewBadge',
  'WorkspaceFolder',
  'commands',
  'extensions',
  'workspace',
  'version',
  'env.uiKind',
  'env.remoteName',
  'env.appRoot',
]);

/** Members that show only our own words, or words that their file cleans. */
const IN_ONE_FILE: Readonly<Record<string, readonly string[]>> = {
  'src/editor/start/standIns.ts': ['tasks', 'lm', 'window'],
  'src/editor/project/taskProvider.ts': [
    'tasks',
    'Task',
    'TaskDefinition',
    'TaskRevealKind',
    'TaskScope',
    'CustomExecution',
    'Pseudoterminal',
  ],
  'src/editor/agents/createAgentTools.ts': [
    'PreparedToolInvocation',
    'LanguageModelToolResult',
    'LanguageModelTextPart',
  ],
};

/** Uses of editor APIs that show text, outside the only room that makes such text harmless. */
export function textShownElsewhere({ path, text, imports }: SourceFile): readonly string[] {
  if (path.startsWith('src/editor/ui/') || !imports.includes('vscode')) return [];
  const code = text.replace(/'[^'\n]*'/g, (quoted) => (quoted === "'vscode'" ? quoted : "''"));
  const imported = /^import (?!(?:type )?\* as vscode from)[^;]* from 'vscode'|import\('vscode'\)/m.exec(code);
  const members = [...code.matchAll(/\bvscode\.(env\.\w+|\w+)/g)].map(([, member = '']) => member);
  const taken = [...code.matchAll(/\{([^{}]*)\} = vscode\b/g)].flatMap(([, names = '']) => names.split(/[,\s]+/));
  const allowed = [...SILENT_MEMBERS, ...(IN_ONE_FILE[path] ?? [])];
  const shown = [...members, ...taken].filter((name) => name !== '' && !allowed.includes(name));
  // `editor/ui` creates rows and their tooltips; text set elsewhere would be shown unescaped.
  const set = code.match(/\bitem\.\w+ = /g) ?? [];
  return [...(imported ?? []), ...shown, ...set].map((what) => `${path}: ${what}`);
}
