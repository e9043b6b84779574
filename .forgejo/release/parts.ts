import path from 'node:path';
import type { ProjectManifest } from './manifest.ts';
import { SHELL, run } from './run.ts';

/** The time that npm gives to every file of a package, so that the clock of the build is in none of them. */
const EPOCH_SECONDS = '499162500';

export async function packExtension(file: string): Promise<void> {
  const env = { ...process.env, SOURCE_DATE_EPOCH: EPOCH_SECONDS };
  await run('npm', ['run', 'vsix', '--', '--out', path.resolve(file)], { env, ...SHELL });
}

interface Bill {
  serialNumber?: string;
  readonly metadata: { timestamp?: string; readonly component: { name: string; readonly 'bom-ref': string } };
  components: readonly { readonly 'bom-ref': string; readonly properties?: readonly { readonly name: string }[] }[];
  dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** The libraries in the bundles, as CycloneDX. Whatever would differ from one run to the next is left out. */
export async function billOfMaterials({ name }: ProjectManifest): Promise<string> {
  const bill = JSON.parse(
    await run('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], SHELL),
  ) as Bill;
  delete bill.serialNumber;
  delete bill.metadata.timestamp;
  // npm calls it by its directory.
  bill.metadata.component.name = name;
  // npm's own `--omit dev` also omits libraries that a development tool uses, too.
  const isDevelopment = (property: { readonly name: string }): boolean =>
    property.name === 'cdx:npm:package:development';
  bill.components = bill.components.filter(({ properties = [] }) => !properties.some(isDevelopment));
  const kept = new Set([bill.metadata.component['bom-ref'], ...bill.components.map((one) => one['bom-ref'])]);
  bill.dependencies = bill.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));
  return `${JSON.stringify(bill, undefined, 2)}\n`;
}

/** What the change log says about a version. Pure. @throws where it says nothing */
export function notesOf(version: string, changeLog: string): string {
  const sections = changeLog.split(/^## /m);
  const section = sections.find((text) => text.split('\n', 1)[0]?.trim() === version);
  const notes = section?.slice(version.length).trim();
  if (!notes) throw new Error(`CHANGELOG.md has nothing about ${version}.`);
  return `${notes}\n`;
}
