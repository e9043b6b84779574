import { filledWords, phrasesIn } from './phrases.ts';
import type { Phrase } from './phrases.ts';
import { argumentsOf, calledName, isNode, literalText } from './syntax.ts';
import type { SyntaxNode } from './syntax.ts';
import type { FileNodes } from './messages.ts';

/** Functions that show their arguments to the user: the UI port, and the editor's own functions. */
const SHOWING = new Set([
  'inform',
  'warn',
  'error',
  'confirm',
  'progress',
  'saveAs',
  'chooseFolder',
  'chooseFile',
  'showInformationMessage',
  'showWarningMessage',
  'showErrorMessage',
  'folder',
  'hint',
]);

/** Properties of rows, questions and tooltips that the user reads. */
const SHOWN = new Set([
  'label',
  'description',
  'detail',
  'placeholder',
  'prompt',
  'title',
  'tooltip',
  'question',
  'action',
  'message',
  'notice',
  'spoken',
  'word',
  'openLabel',
  'invocationMessage',
  'accessibleLabel',
]);

/** Objects whose methods of these names do not show text to people. */
const SILENT = new Set(['log', 'console']);

/** The text in these files is for language models and other extensions, which read English. */
const FOR_PROGRAMS = /src\/editor\/(agents\/(agentRequest|agentText|findArtifact)\.ts$|api\/)/;

/** Text for the user without `t` or `plural`, as far as its form and its place in the code tell: `path:line: text`. */
export function untranslated({ path, nodes }: FileNodes): readonly string[] {
  if (FOR_PROGRAMS.test(path.replaceAll('\\', '/'))) return [];
  const shown = nodes.flatMap((node): readonly unknown[] => {
    if (node.type === 'CallExpression' && SHOWING.has(calledName(node)) && !isSilent(node)) return argumentsOf(node);
    if (node.type !== 'ObjectProperty' || !isNode(node['key'])) return [];
    return SHOWN.has(String(node['key']['name'])) ? [node['value']] : [];
  });
  const found = [...shown.flatMap(wordsIn), ...phrasesIn(nodes[0]), ...filledWords(nodes)];
  return [...new Map(found.map(({ line, text }) => [line, `${path}:${line}: ${text}`])).values()];
}

function isSilent({ callee }: SyntaxNode): boolean {
  const owner = isNode(callee) ? callee['object'] : undefined;
  const name = isNode(owner) ? (isNode(owner['property']) ? owner['property'] : owner) : undefined;
  return isNode(name) && SILENT.has(String(name['name'] ?? (isNode(name['id']) ? name['id']['name'] : '')));
}

/** English text in an expression. Ignores calls, whose results are checked where they are made. */
function wordsIn(value: unknown): readonly Phrase[] {
  if (!isNode(value)) return [];
  const line = value.loc?.start.line ?? 0;
  switch (value.type) {
    case 'StringLiteral': {
      const text = literalText(value) ?? '';
      return isEnglish(text) ? [{ line, text }] : [];
    }
    case 'TemplateLiteral': {
      const quasis = Array.isArray(value['quasis']) ? value['quasis'].filter(isNode) : [];
      const text = quasis.map((part) => String((part['value'] as { readonly cooked?: string }).cooked)).join(' ');
      const parts = Array.isArray(value['expressions']) ? value['expressions'] : [];
      return [...(isEnglish(text) ? [{ line, text }] : []), ...parts.flatMap(wordsIn)];
    }
    case 'ConditionalExpression':
      return [...wordsIn(value['consequent']), ...wordsIn(value['alternate'])];
    case 'LogicalExpression':
    case 'BinaryExpression':
      return /==|[<>]/.test(String(value['operator'])) ? [] : [...wordsIn(value['left']), ...wordsIn(value['right'])];
    default:
      return [];
  }
}

/** Ids (`forgejoArtifacts.x`, `signIn`), codicons and names are not sentences; two words, or one with a capital, are. */
function isEnglish(text: string): boolean {
  return /[a-z]{2,} [a-z]|^[A-Z][a-z]+…?$|^[a-z]{3,}[,:] /.test(text) && !/^[\w-]+\.[\w.]+$/.test(text);
}
