import type { CommandOffer } from '../../src/engine/commandOffers.ts';
import { tarBytes } from './archives/tarBytes.ts';

/** Programs in a `bin` that say who they are. */
export function binTar(names: readonly string[], mark = ''): Buffer {
  const programs = names.map((name) => {
    return { name: `t-1/bin/${name}`, body: `#!/bin/sh\necho ours ${name} ${mark}\n`, mode: 0o755 };
  });
  return tarBytes([...programs, { name: 't-1/README', body: 'x' }]);
}

/** `git: further onPath`, own ones with a star. */
export function said(offers: readonly CommandOffer[]): readonly string[] {
  return offers.map(({ command, isOwn, reasons }) => {
    const why = reasons.map((reason) => reason.why).join(' ');
    return `${command}${isOwn ? '*' : ''}${why === '' ? '' : `: ${why}`}`;
  });
}
