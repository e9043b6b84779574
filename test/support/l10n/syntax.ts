import { parse } from '@babel/parser';

/** The used part of a node of the syntax tree. */
export interface SyntaxNode {
  readonly type: string;
  readonly loc?: { readonly start: { readonly line: number } };
  readonly [key: string]: unknown;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** Every node of a TypeScript file, parents first. */
export function nodesOf(code: string): readonly SyntaxNode[] {
  const { program } = parse(code, { sourceType: 'module', plugins: ['typescript'] });
  const found: SyntaxNode[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isNode(value)) return;
    found.push(value);
    Object.values(value).forEach(visit);
  };
  visit(program);
  return found;
}

/** The name of the called function: `t` for `t(…)`, `inform` for `ui.inform(…)`. */
export function calledName({ callee }: SyntaxNode): string {
  if (!isNode(callee)) return '';
  const name = callee.type === 'MemberExpression' ? callee['property'] : callee;
  return isNode(name) && typeof name['name'] === 'string' ? name['name'] : '';
}

export function argumentsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const given = node['arguments'];
  return Array.isArray(given) ? given.filter(isNode) : [];
}

/** The text of a literal; `undefined` for anything else. */
export function literalText(node: SyntaxNode | undefined): string | undefined {
  return node?.type === 'StringLiteral' && typeof node['value'] === 'string' ? node['value'] : undefined;
}
