import type { CommandOffer } from '../../src/engine/commandOffers.ts';
import { tarBytes } from './archives/tarBytes.ts';

/** A tar file of programs in `bin` that print their names. */
export function binTar(names: readonly string[], mark = ''): Buffer {
  const programs = names.map((name) => {
    return { name: `t-1/bin/${name}`, body: `#!/bin/sh\necho ours ${name} ${mark}\n`, mode: 0o755 };
  });
  return tarBytes([...programs, { name: 't-1/README', body: 'x' }]);
}

/** Offers as text, such as `git: further onPath`. The tool's own commands have a star. */
export function offerLines(offers: readonly CommandOffer[]): readonly string[] {
  return offers.map(({ command, isOwn, reasons }) => {
    const why = reasons.map((reason) => reason.why).join(' ');
    return `${command}${isOwn ? '*' : ''}${why === '' ? '' : `: ${why}`}`;
  });
}
