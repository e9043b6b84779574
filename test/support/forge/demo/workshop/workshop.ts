import type { ContentBuilder } from '../../content.ts';
import { addEsbuild } from './esbuild.ts';
import { addExtension } from './extension.ts';
import { addGreet } from './greet.ts';
import { addKit } from './kit.ts';

const OWNER = 'workshop';

/** What is there to be installed. */
export function addWorkshop(builder: ContentBuilder): void {
  builder.account(OWNER, { kind: 'organization' });
  addEsbuild(builder, OWNER);
  addGreet(builder, OWNER);
  addExtension(builder, OWNER);
  addKit(builder, OWNER);
}
