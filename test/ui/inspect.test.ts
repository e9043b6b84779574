import { useUiDemo } from '../support/editor/uiDemo.ts';

describe('the inspection of a release in the workbench', () => {
  const ui = useUiDemo({ instance: { repositories: ['publishers/gpg'] } });

  it('shows what each platform gets, what vouches for it and what is missing', async () => {
    const window = await ui().openWindow({ width: 1280, height: 1400 });
    await window.expand(/^publishers\/gpg(,|$)/);
    await window.row(/^v1\.0\.0,/).click();
    await window.command('Forgejo Artifacts: Inspect Release…');
    await window.previewText('No checksum file has a digest for');
    await window.previewText('sha256sum -- * > SHA256SUMS');
    await window.previewText('linux-x64, linux-x64-musl: saw-1.0.0-linux-x64.tar.gz (Linux, x64)');
    await window.previewText('3 checksum and signature files read, 0 files downloaded.');
  });
});
