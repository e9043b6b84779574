import type { Transport } from '../../src/engine/index.ts';

/**
 * A transport that stops the first file of more than `afterBytes` after that many bytes: it calls `onCut`, and nothing more
 * arrives until the request is aborted. So the interruption is at a known byte, however fast the network is. The small
 * checksum and signature files are not cut.
 */
export function cutting(inner: Transport, afterBytes: number, onCut: () => void): Transport {
  let armed = true;
  return {
    async send(request) {
      const response = await inner.send(request);
      if (!armed || response.status !== 200 || request.url.pathname.includes('/api/v1/')) return response;
      const body = cut(response.body, afterBytes, () => {
        armed = false;
        onCut();
        return aborted(request.signal);
      });
      return { ...response, header: (name) => response.header(name), body };
    },
  };
}

async function* cut(
  body: AsyncIterable<Uint8Array>,
  afterBytes: number,
  stop: () => Promise<never>,
): AsyncGenerator<Uint8Array> {
  let left = afterBytes;
  for await (const chunk of body) {
    yield chunk.subarray(0, left);
    left -= Math.min(left, chunk.byteLength);
    if (left === 0) await stop();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = (): void => reject(signal.reason as Error);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}
