import { tarBytes } from '../../../archives/tarBytes.ts';
import { sha256Of } from '../../../records.ts';
import type { ContentBuilder } from '../../content.ts';

/** The programs of `kit`: one with the tool's name, another one, and one that every machine already has. */
export const KIT_PROGRAMS = ['kit', 'kitctl', 'ls'] as const;

/** A tool with several programs, so that somebody has to choose the commands. */
export function addKit(builder: ContentBuilder, owner: string): void {
  const programs = KIT_PROGRAMS.map((name) => ({
    name: `bin/${name}`,
    body: `#!/bin/sh\necho ours ${name}\n`,
    mode: 0o755,
  }));
  const archive = tarBytes(programs);
  const sums = Buffer.from(`${sha256Of(archive)}  kit-linux-x64.tar\n`);
  builder.release(builder.repository(owner, 'kit'), 'v1.0.0', { 'kit-linux-x64.tar': archive, SHA256SUMS: sums });
}
