export const TOOL_VERSION = '1.0.0';
export const TOOL_OWNER = 'bench';

export const toolName = (index: number): string => `tool${String(index).padStart(2, '0')}`;

export const toolNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => toolName(index));

export const archiveName = (tool: string): string => `${tool}-${TOOL_VERSION}-linux-${process.arch}.tar.gz`;
