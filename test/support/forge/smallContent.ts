import { ContentBuilder } from './content.ts';
import type { ForgeContent } from './content.ts';
import { DEMO_TOKENS } from './demoContent.ts';

/** A small forge that is quick to build, with the demo forge's people and repositories but without its large files. */
export function smallContent(): ForgeContent {
  const builder = new ContentBuilder();
  builder.account('alice').account('tools', { kind: 'organization', members: ['alice'] });
  builder.token(DEMO_TOKENS.alice, 'alice', ['repository', 'package', 'user', 'organization']);
  builder.token(DEMO_TOKENS.repositoriesOnly, 'alice', ['repository']);
  const file = { 'file.bin': Buffer.from('content') };
  builder.release(builder.repository('alice', 'hello', { oldNames: ['greeting'] }), 'v1.0.0', file);
  builder.release(builder.repository('alice', 'secret', { private: true }), 'v1', file);
  builder.release(builder.repository('tools', 'bundler'), 'v1.1.0', file);
  return builder.content;
}
