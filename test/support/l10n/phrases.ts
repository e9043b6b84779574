import { argumentsOf, calledName, isNode, literalText } from './syntax.ts';
import type { SyntaxNode } from './syntax.ts';

/** English in the source, wherever it is. */
export interface Phrase {
  readonly line: number;
  readonly text: string;
}

/** Names are the same in every language. */
const NAMES = /Forgejo Artifacts|Visual Studio Code/g;

/** The first words of commands that people copy. */
const COMMAND_LINE = /^(cosign verify-blob|forgejo-artifacts inspect|gpg --verify) /;

/** Two words in a row, one of which may be filled in. */
const TWO_WORDS = /(?:^|[\s(·])(?:[A-Za-z’']{2,},? [a-z]{2}|[a-z]{3,},? \0|\0,? [a-z]{3})/;

/**
 * Every literal and template of two or more English words, except those that nobody reads as a sentence: types, messages of
 * errors and of the log, the menu contexts of rows, and lists that are split at once. Text in `t` and `plural` is translated.
 */
export function phrasesIn(node: unknown): readonly Phrase[] {
  if (Array.isArray(node)) return node.flatMap(phrasesIn);
  if (!isNode(node) || isUnread(node)) return [];
  const text = textOf(node);
  const own = text !== undefined && isPhrase(text) ? [phrase(node, text)] : [];
  return [...own, ...partsOf(node).flatMap(phrasesIn)];
}

/** Words alone that become part of a text: filled into a template, or joined by `&&` and `||`. */
export function filledWords(nodes: readonly SyntaxNode[]): readonly Phrase[] {
  const tables = tablesIn(nodes);
  const filled = nodes.flatMap((node): readonly unknown[] => {
    if (node.type === 'LogicalExpression') return node['operator'] === '??' ? [] : [node['left'], node['right']];
    return node.type === 'TemplateLiteral' ? listOf(node['expressions']).flatMap((one) => branchesOf(one, tables)) : [];
  });
  return filled.flatMap((node) => {
    const text = isNode(node) ? (literalText(node) ?? '') : '';
    return isNode(node) && /^[a-z]{3,}$/.test(text) && !CODES.has(text) ? [phrase(node, text)] : [];
  });
}

/** A file extension, and parts of keys. */
const CODES = new Set(['txt', 'show', 'use']);

const UNREAD = new Set(['ImportDeclaration', 'TSLiteralType', 'TSTypeAliasDeclaration', 'TSInterfaceDeclaration']);

function isUnread(node: SyntaxNode): boolean {
  if (UNREAD.has(node.type)) return true;
  if (node.type === 'NewExpression') return /^DOMException$|Error$/.test(calledName(node));
  if (node.type === 'ObjectProperty') return isNode(node['key']) && node['key']['name'] === 'contextValue';
  if (node.type !== 'CallExpression' || !isNode(node['callee'])) return false;
  const { callee } = node;
  return callee.type === 'Super' || calledName(node) === 'split' || /^(log|#log|console)$/.test(ownerOf(callee));
}

/** `log` in `log.warn`, `this.log.warn` and `this.#log.warn`. */
function ownerOf(callee: SyntaxNode): string {
  const owner = callee['object'];
  const name = isNode(owner) && isNode(owner['property']) ? owner['property'] : owner;
  if (!isNode(name)) return '';
  return String(name['name'] ?? (isNode(name['id']) ? name['id']['name'] : ''));
}

function partsOf(node: SyntaxNode): readonly unknown[] {
  const called = node.type === 'CallExpression' ? calledName(node) : '';
  if (called === 't') return argumentsOf(node).slice(1);
  if (called === 'plural') return argumentsOf(node).filter((_, index) => index !== 1 && index !== 2);
  return Object.values(node);
}

function textOf(node: SyntaxNode): string | undefined {
  if (node.type !== 'TemplateLiteral') return literalText(node);
  return listOf(node['quasis'])
    .map((part) => (isNode(part) ? String((part['value'] as { readonly cooked?: string }).cooked) : ''))
    .join('\0');
}

function isPhrase(text: string): boolean {
  const rest = text.replaceAll(NAMES, '');
  return !COMMAND_LINE.test(text) && /[a-z]{2,}/.test(rest) && TWO_WORDS.test(rest);
}

type Tables = ReadonlyMap<string, readonly unknown[]>;

/** The values of each constant object, by its name. */
function tablesIn(nodes: readonly SyntaxNode[]): Tables {
  return new Map(
    nodes.flatMap(({ type, id, init }): [string, readonly unknown[]][] => {
      const object = isNode(init) && isNode(init['expression']) ? init['expression'] : init;
      if (type !== 'VariableDeclarator' || !isNode(id) || !isNode(object) || object.type !== 'ObjectExpression')
        return [];
      return [
        [String(id['name']), listOf(object['properties']).map((one) => (isNode(one) ? one['value'] : undefined))],
      ];
    }),
  );
}

/** What an expression can be: both ends of a condition, or any value of a table. */
function branchesOf(node: unknown, tables: Tables): readonly unknown[] {
  if (!isNode(node)) return [];
  if (node.type === 'ConditionalExpression')
    return [node['consequent'], node['alternate']].flatMap((one) => branchesOf(one, tables));
  if (node.type === 'MemberExpression' && node['computed'] === true && isNode(node['object']))
    return tables.get(String(node['object']['name'])) ?? [];
  return [node];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function phrase(node: SyntaxNode, text: string): Phrase {
  return { line: node.loc?.start.line ?? 0, text: text.replaceAll('\0', '{}') };
}
