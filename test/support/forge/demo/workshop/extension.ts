import type { ContentBuilder } from '../../content.ts';
import { zipOf } from '../../zip.ts';
import { daysAgo } from '../dates.ts';
import { withSignedSums } from '../files.ts';
import type { Files } from '../files.ts';

const TARGETS = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64'] as const;

/** An extension of the editor, for every platform and for some of them. */
export function addExtension(builder: ContentBuilder, owner: string): void {
  const description = 'Says hello in the editor: an extension';
  const repository = builder.repository(owner, 'hello-ext', { description });
  for (const [index, version] of ['1.0.0', '1.1.0'].entries()) {
    const notes = `The extension ${version}, for all platforms and for some. With a signed list of checksums.\n`;
    builder.release(repository, `v${version}`, filesOf(version), { notes, createdAt: daysAgo(50 - index * 30) });
  }
}

function filesOf(version: string): Files {
  const files = TARGETS.map((target) => [`hello-ext-${target}-${version}.vsix`, vsix(version, target)] as const);
  const universal = { [`hello-ext-${version}.vsix`]: vsix(version) };
  return withSignedSums({ ...universal, ...Object.fromEntries(files) }, 'SHA256SUMS');
}

const PUBLISHER = 'workshop';
const NAME = 'hello-ext';
const ENGINE = '^1.90.0';

/** A package like `vsce` makes, with the minimum that an editor accepts. */
function vsix(version: string, target?: string): Buffer {
  const manifest = {
    name: NAME,
    displayName: 'Hello',
    publisher: PUBLISHER,
    version,
    engines: { vscode: ENGINE },
    main: './extension.js',
    contributes: { commands: [{ command: 'helloExt.hello', title: `Hello ${version}` }] },
  };
  return zipOf({
    '[Content_Types].xml': Buffer.from(CONTENT_TYPES),
    'extension.vsixmanifest': Buffer.from(vsixManifest(version, target)),
    'extension/package.json': Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
    'extension/extension.js': Buffer.from('exports.activate = () => {};\n'),
  });
}

const CONTENT_TYPES = `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension=".json" ContentType="application/json"/><Default Extension=".vsixmanifest" ContentType="text/xml"/><Default Extension=".js" ContentType="application/javascript"/></Types>
`;

function vsixManifest(version: string, target: string | undefined): string {
  const platform = target === undefined ? '' : ` TargetPlatform="${target}"`;
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${NAME}" Version="${version}" Publisher="${PUBLISHER}"${platform}/>
    <DisplayName>Hello</DisplayName>
    <Description xml:space="preserve">Says hello</Description>
    <Properties><Property Id="Microsoft.VisualStudio.Code.Engine" Value="${ENGINE}"/></Properties>
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
  <Dependencies/>
  <Assets><Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/></Assets>
</PackageManifest>
`;
}
