import type { ContentBuilder } from '../../content.ts';
import { addEsbuild } from './esbuild.ts';
import { addExtension } from './extension.ts';
import { addGreet } from './greet.ts';
import { addKit } from './kit.ts';

const OWNER = 'workshop';

/** Tools to install. */
export function addWorkshop(builder: ContentBuilder): void {
  builder.account(OWNER, { kind: 'organization' });
  addEsbuild(builder, OWNER);
  addGreet(builder, OWNER);
  addExtension(builder, OWNER);
  addKit(builder, OWNER);
}
