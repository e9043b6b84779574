import assert from 'node:assert/strict';
import { Printer } from '../../../src/cli/printer.ts';
import { TransferLine } from '../../../src/cli/transferLine.ts';
import { FakeClock } from '../../support/fakeClock.ts';

class Stream {
  text = '';
  readonly isTTY: boolean;
  readonly columns: number;

  constructor(isTTY: boolean, columns = 20) {
    this.isTTY = isTTY;
    this.columns = columns;
  }

  write(text: string): void {
    this.text += text;
  }
}

describe('printed output', () => {
  it('shows progress on a terminal, cut to its width, and clears it before anything else', () => {
    const [stdout, stderr] = [new Stream(true), new Stream(true)];
    const printer = new Printer(stdout, stderr);
    printer.progress('a line that is longer than the terminal');
    printer.answer('done');
    assert.equal(stderr.text, '\r\u001b[Ka line that is long\r\u001b[K');
    assert.equal(stdout.text, 'done\n');
  });

  it('assumes the usual width on a terminal that does not report its own', () => {
    const stderr = new Stream(true, 0);
    new Printer(new Stream(true), stderr).progress('12.3 of 80.0 MB');
    assert.equal(stderr.text, '\r\u001b[K12.3 of 80.0 MB');
  });

  it('shows no progress anywhere else', () => {
    const [stdout, stderr] = [new Stream(false), new Stream(false)];
    const printer = new Printer(stdout, stderr);
    printer.progress('a line');
    printer.say('words');
    assert.deepEqual([stdout.text, stderr.text], ['', 'words\n']);
  });
  it('escapes control characters of foreign text', () => {
    const [stdout, stderr] = [new Stream(true), new Stream(true, 80)];
    const printer = new Printer(stdout, stderr);
    printer.answer('a\u001b]0;title\u0007\nb');
    printer.say('\u009b31mred');
    printer.progress('one\ntwo\rthree\u202e');
    assert.equal(stdout.text, 'a\ufffd]0;title\ufffd\nb\n');
    assert.equal(stderr.text, '\ufffd31mred\n\r\u001b[Kone two three\ufffd');
  });
});

describe('the line of a transfer', () => {
  it('shows the part, the rate and the time left at a readable pace', async () => {
    const clock = new FakeClock();
    const lines: string[] = [];
    const line = new TransferLine(clock, (text) => lines.push(text));
    const mega = 1024 ** 2;
    for (let step = 0; step <= 40; step += 1) {
      line.file('saw.zip', { phase: 'transfer', receivedBytes: step * mega, sizeBytes: 80 * mega, resumedAtBytes: 0 });
      await clock.advance(50);
    }
    assert.equal(lines[0], 'saw.zip: 0.0 of 80.0 MB');
    assert.equal(lines.at(-1), 'saw.zip: 40.0 of 80.0 MB, 20.0 MB/s, 2 s left');
    assert.equal(lines.length, 21);
  });

  it('shows the number of finished tools and the current one', () => {
    const lines: string[] = [];
    const line = new TransferLine(new FakeClock(), (text) => lines.push(text));
    const about = { tools: 3, doneTools: 1, receivedBytes: 1024, sizeBytes: 2048, tool: 'saw' };
    line.restore({ ...about, phase: 'download' });
    assert.deepEqual(lines, ['1 of 3, saw: 1.0 of 2.0 KB']);
  });

  it('names the mirror that sends a file', () => {
    const lines: string[] = [];
    const line = new TransferLine(new FakeClock(), (text) => lines.push(text));
    const about = { tools: 3, doneTools: 1, receivedBytes: 1024, sizeBytes: 2048, tool: 'saw' };
    line.restore({ ...about, phase: 'download', mirror: 'cache.example.org' });
    assert.deepEqual(lines, ['1 of 3, saw: 1.0 of 2.0 KB, from mirror cache.example.org']);
  });
});
