import type { ContentBuilder } from '../content.ts';
import { daysAgo } from './dates.ts';

/** Names and bodies that trip up a careless client. */
export function addOdd(builder: ContentBuilder): void {
  const odd = builder.repository('alice', 'odd', { description: 'Names that nobody should use' });
  const names = [
    '../../etc/passwd',
    'a\\b.bin',
    'con.txt',
    'x:y.bin',
    'rtl\u202egnp.exe',
    `${'n'.repeat(300)}.bin`,
    '..',
  ];
  const empty = { 'empty.bin': Buffer.alloc(0) };
  const files = Object.fromEntries(names.map((name) => [name, Buffer.from(`content of ${name}`)]));
  const twice = { 'dup.bin': [Buffer.from('first'), Buffer.from('second one')] };
  builder.release(odd, 'odd+names%20@x', { ...files, ...twice, ...empty }, { createdAt: daysAgo(40) });
  const elsewhere = {
    'foreign.bin': 'https://example.invalid/foreign.bin',
    'local.bin': 'http://127.0.0.1:9/local.bin',
  };
  builder.release(odd, 'outside', elsewhere, { title: 'Kept elsewhere', createdAt: daysAgo(35) });
}
