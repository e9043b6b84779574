import type { Header } from './program.ts';

/** The interpreter in the first line; after `env`, the one that it looks up. */
export function readShebang(start: Buffer): Header {
  const [line = ''] = start.toString('utf8').slice(2).split(/\r?\n/);
  const [command = '', ...words] = line.trim().split(/\s+/);
  const wanted =
    baseName(command) === 'env' ? words.find((word) => !word.startsWith('-') && !word.includes('=')) : command;
  const interpreter = baseName(wanted ?? '');
  return interpreter === '' ? { kind: 'damaged' } : { kind: 'script', interpreter };
}

function baseName(path: string): string {
  return path.split('/').at(-1) ?? '';
}
