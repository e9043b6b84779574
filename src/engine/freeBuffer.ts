/**
 * Frees memory at once, if the bytes have a buffer of their own. The collector knows little of memory outside its heap and
 * runs late: without this, a fast download drags up to 100 MiB of spent chunks behind it and spends a quarter of its time
 * collecting them (see `test/bench/README.md`).
 */
export function freeBuffer({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffer.transfer(0);
}
