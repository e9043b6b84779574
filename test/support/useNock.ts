import nock from 'nock';

// Importing nock already replaces `fetch` for every test of the process.
nock.restore();

/**
 * Lets made-up hosts answer as a test says, and blocks all other hosts. Works for `fetch` only. For use inside `describe`.
 */
export function useNock(): typeof nock {
  beforeEach(() => {
    nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
  });
  return nock;
}
