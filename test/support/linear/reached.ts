import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceFile } from '../architecture/rooms.ts';

/** Parsers that get their input through another parser in the table. */
export const FED_THROUGH: Readonly<Record<string, string>> = {
  decodeUtf8: 'readTar',
  parseTarHeader: 'readTar',
  parseTokenSource: 'parseInstances',
  parseSize: 'parseSettings',
};

/** Parsers that are left out, and why. */
export const NOT_FED: Readonly<Record<string, string>> = {
  parseArguments: 'what the person who calls has typed, whose length the system bounds',
  decodeRecord: 'a value of our own store, checked by a schema without patterns of any length',
};

/** Finds functions that parse foreign text, by their name. */
const PARSER = /^export (?:async )?function\*? ((?:parse|decode)\w*)/gm;

export function parserNames({ text }: SourceFile): readonly string[] {
  return Array.from(text.matchAll(PARSER), ([, name = '']) => name);
}

/** Every word in the table. */
export async function tableWords(): Promise<ReadonlySet<string>> {
  const folder = join(import.meta.dirname, 'parsers');
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  return new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []));
}
