import { isDeviceName } from '../safeName.ts';

/** The form of a tool's name; the schema in `media/schemas` has the same. It is a directory's name too. */
const TOOL_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Whether a text can be the name of a tool: safe as the name of a file on every system. */
export function isToolName(text: string): boolean {
  return TOOL_NAME.test(text) && !text.endsWith('.') && !isDeviceName(text);
}
