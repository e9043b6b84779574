/** How many items of a list are measured, spread over the whole list; the others count as similar. */
const SAMPLES = 32;
/** The overhead of an object, a list or a text. */
const HEAD_BYTES = 48;
const FIELD_BYTES = 16;

/** About how many bytes of memory a value takes, erring on the high side, without looking at all of a long list. */
export function roughSize(value: unknown): number {
  if (typeof value === 'string') return HEAD_BYTES + 2 * value.length;
  if (typeof value !== 'object' || value === null) return FIELD_BYTES;
  if (Array.isArray(value)) return HEAD_BYTES + sizeOfList(value);
  const fields: unknown[] = Object.values(value);
  return fields.reduce<number>((sum, field) => sum + FIELD_BYTES + roughSize(field), HEAD_BYTES);
}

function sizeOfList(list: readonly unknown[]): number {
  const step = Math.max(1, list.length / SAMPLES);
  let [sum, looked] = [0, 0];
  for (let at = 0; at < list.length; at += step, looked += 1) sum += roughSize(list[Math.floor(at)]);
  return looked === 0 ? 0 : Math.ceil((sum / looked) * list.length);
}
