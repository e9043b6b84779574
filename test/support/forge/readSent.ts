import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** The body of a request: the bytes, or those of the `attachment` in a form. */
export async function readSent(request: IncomingMessage): Promise<Buffer> {
  const bytes = await buffer(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return bytes;
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const attachment = form.get('attachment');
  return attachment instanceof Blob ? Buffer.from(await attachment.arrayBuffer()) : Buffer.alloc(0);
}
