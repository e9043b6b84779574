import { writeSync } from 'node:fs';
import type { TextStream } from './printer.ts';

interface ByteStream {
  write(text: string | Uint8Array): unknown;
}

/**
 * Writes to a stream of the process without loading the libraries for terminals and sockets, which take a third of the time
 * of a short call. What cannot be written at once, such as to a pipe that is full, is left to the stream itself.
 */
export function directOutput(fd: number, openStream: () => ByteStream): TextStream {
  let stream: ByteStream | undefined;
  return {
    write: (text) => {
      if (stream) return stream.write(text);
      let left = Buffer.from(text);
      try {
        while (left.length > 0) left = left.subarray(writeSync(fd, left));
      } catch {
        stream = openStream();
        stream.write(left);
      }
      return true;
    },
  };
}
